import type { AllowedSite, Kpi, KpiQuery, KpiRow } from '#kpi';
import { weekBefore } from '#alerting';

/** Names a group of a metric within its bucket. */
export const groupOf = ({ metric, site, hall = '', model = '', device = '' }: KpiRow): string =>
  [metric, site, hall, model, device].join('\0');

type Question = Omit<KpiQuery, 'from' | 'to' | 'signal'>;

const keyOf = ({ metrics, by, grain, filters, sites }: Question): string =>
  JSON.stringify([metrics, by, grain, filters, sites.map(({ id }) => id)]);

/** Finds what buckets were some weeks before. */
type Former = (row: KpiRow) => KpiRow | null;

/** Buckets of former weeks. Each is read once while the same buckets are judged, round after round: it changes only when it is restated. */
export class Past {
  readonly #kpi: Kpi;
  #read = new Map<string, Map<string, KpiRow>>();
  #used = new Set<string>();

  constructor(kpi: Kpi) {
    this.#kpi = kpi;
  }

  /** What the buckets of some rows were `weeks` weeks before, at the same local time. Errors as of the store. */
  async before(question: Question, rows: readonly KpiRow[], weeks: number): Promise<Former> {
    const zones = new Map(question.sites.map(({ id, zone }: AllowedSite) => [id, zone]));
    const known = new Map<string, Map<number, number>>();
    const startOf = ({ site, start }: KpiRow): number => {
      const zone = zones.get(site) ?? 'UTC';
      const ofZone = known.get(zone) ?? new Map<number, number>();
      known.set(zone, ofZone);
      const found = ofZone.get(start) ?? weekBefore(start, zone, weeks);
      ofZone.set(start, found);
      return found;
    };
    rows.forEach(startOf);
    const starts = [...known.values()].flatMap((ofZone) => [...ofZone.values()]);
    const [from, to] = [Math.min(...starts), Math.max(...starts) + 1];
    const former = await this.#rows({ ...question, from, to });
    return (row) => former.get(`${groupOf(row)}\0${startOf(row)}`) ?? null;
  }

  /** Forgets what was not asked for since it was called last. */
  forget(): void {
    this.#read = new Map([...this.#read].filter(([key]) => this.#used.has(key)));
    this.#used = new Set();
  }

  async #rows(query: KpiQuery): Promise<ReadonlyMap<string, KpiRow>> {
    const key = `${keyOf(query)} ${query.from} ${query.to}`;
    this.#used.add(key);
    const held = this.#read.get(key);
    if (held) return held;
    const rows = await this.#kpi.query(query);
    const found = new Map(rows.map((row) => [`${groupOf(row)}\0${row.start}`, row]));
    this.#read.set(key, found);
    return found;
  }
}

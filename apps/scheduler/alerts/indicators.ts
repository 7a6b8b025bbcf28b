import { z } from 'zod';
import { type IndicatorId, indicatorOf, type IndicatorSource, xidClasses } from '#alerting';
import type { ClaimSources } from '#claims';
import type { AllowedSite } from '#kpi';
import { safeInteger, type Store } from '#store';
import { sql } from '../sql.ts';
import type { IndicatorRow } from './row.ts';
import { type KeepVerdicts, VerdictWatch } from './verdicts.ts';

const row = z.object({
  indicator: z.string(),
  site: z.string(),
  hall: z.string().default(''),
  model: z.string().default(''),
  device: z.string().default(''),
  start_ms: safeInteger,
  end_ms: safeInteger,
  value: z.number().nullable(),
  numerator: z.number().nullable().default(null),
  denominator: z.number().nullable().default(null),
  coverage: z.number().nullable().default(null),
  reason: z.string().default(''),
  note: z.string().default(''),
});

type HeldSource = Exclude<IndicatorSource, 'verdicts'>;

/** How long what was read of a source holds, ms: what looks back over an hour is not read six times a minute. */
const heldMs: Readonly<Record<HeldSource, number>> = {
  // What burns is told within half a minute.
  gauges: 10_000,
  shares: 300_000,
  'idle-gpus': 300_000,
  quarter: 60_000,
  'dead-letters': 60_000,
  reconciled: 60_000,
  restated: 60_000,
  reports: 60_000,
};

interface Asked {
  readonly sites: readonly AllowedSite[];
  /** UTC ms. */
  readonly now: number;
}

function rowOf({ indicator, hall, model, device, start_ms, end_ms, reason, note, ...same }: z.output<typeof row>) {
  return {
    ...same,
    metric: indicator as IndicatorId,
    start: start_ms,
    end: end_ms,
    unit: indicatorOf(indicator as IndicatorId).unit,
    quality: same.value === null ? ('none' as const) : ('ok' as const),
    through: end_ms,
    ...(hall !== '' && { hall }),
    ...(model !== '' && { model }),
    ...(device !== '' && { device }),
    ...(reason !== '' && { reason }),
    ...(note !== '' && { note }),
  };
}

/** Reads indicators, those of a source together and no more often than they change. */
export class Indicators {
  readonly #store: Pick<Store, 'query'>;
  readonly #verdicts: VerdictWatch;
  readonly #held = new Map<IndicatorSource, { key: string; rows: IndicatorRow[] }>();

  /** Whoever only asks keeps no verdicts. */
  constructor(sources: ClaimSources, keep: KeepVerdicts = () => Promise.resolve()) {
    this.#store = sources.store;
    this.#verdicts = new VerdictWatch(sources, keep);
  }

  /** Rows of each indicator, by its finest groups. Errors as of the store. */
  async read(ids: readonly IndicatorId[], asked: Asked): Promise<IndicatorRow[]> {
    const rows: IndicatorRow[] = [];
    for (const source of new Set(ids.map((id) => indicatorOf(id).source))) {
      const wanted = ids.filter((id) => indicatorOf(id).source === source);
      rows.push(
        ...(source === 'verdicts' ? await this.#verdicts.read(asked) : await this.#readHeld(source, wanted, asked)),
      );
    }
    return rows;
  }

  async #readHeld(source: HeldSource, wanted: readonly IndicatorId[], { sites, now }: Asked): Promise<IndicatorRow[]> {
    const names = sites.map(({ id }) => id);
    const key = JSON.stringify([Math.floor(now / heldMs[source]), wanted, names]);
    const held = this.#held.get(source);
    if (held?.key === key) return held.rows;
    const params = { sites: names, now, wanted, ...xidClasses };
    const found = await this.#store.query(sql(`indicator-${source}`), { params, schema: row });
    const rows = found.map(rowOf);
    this.#held.set(source, { key, rows });
    return rows;
  }
}

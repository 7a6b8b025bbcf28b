import { claims } from '#catalogue';
import {
  type ClaimSources,
  type CompareClasses,
  compareClasses,
  scoreClaims,
  usualWindowMs,
  type Verdict,
} from '#claims';
import type { AllowedSite } from '#kpi';
import { lastEnded, spanOf } from '#report';
import type { IndicatorRow } from './row.ts';
import type { VerdictChange } from './verdict-log.ts';

/** Keeps changes of verdicts before they are told. */
export type KeepVerdicts = (changes: readonly VerdictChange[]) => Promise<void>;

/** A day is judged some hours after its end, as reports are: what comes late is there by then. */
const judgedAt = '06:00';

/** Verdicts of a site by claim and reading, over the usual window to an instant. */
type Verdicts = ReadonlyMap<string, Pick<VerdictChange, 'claim' | 'reading' | 'title' | 'is'>>;

interface Judged {
  /** The midnight that the verdicts are of, UTC ms. */
  readonly to: number;
  readonly is: Verdicts;
  readonly changes: readonly VerdictChange[];
}

interface Asked {
  readonly sites: readonly AllowedSite[];
  readonly now: number;
}

/** When a site's verdicts are of, UTC ms: the midnight before, and the midnight. */
interface Span {
  readonly from: number;
  readonly to: number;
}

const inWords = (verdict: Verdict | null): string => verdict?.replaceAll('_', ' ') ?? 'measured without a verdict';

const wordsOf = ({ claim, title, was, is }: VerdictChange): string =>
  `${title === '' ? claim : `${claim} (${title})`} was ${inWords(was)}, is ${inWords(is)}`;

/** Verdicts that are others than they were; a reading that was not judged before is no change. */
function changesOf(site: string, judgedTo: number, { was, is }: { was: Verdicts; is: Verdicts }): VerdictChange[] {
  return [...is].flatMap(([key, now]) => {
    const before = was.get(key);
    return before === undefined || before.is === now.is ? [] : [{ ...now, site, judgedTo, was: before.is }];
  });
}

/**
 * Watches what the scorecard says of each site from one midnight to the next. To judge a site takes a second, so that each
 * reading judges one of those that are due; of a site that was not judged yet nothing is known.
 */
export class VerdictWatch {
  readonly #sources: ClaimSources;
  readonly #keep: KeepVerdicts;
  readonly #judged = new Map<string, Judged>();
  #compared: { key: string; compare: CompareClasses } | undefined;

  constructor(sources: ClaimSources, keep: KeepVerdicts) {
    this.#sources = sources;
    this.#keep = keep;
  }

  /** How many verdicts of each site have changed. Errors as of the store. */
  async read({ sites, now }: Asked): Promise<IndicatorRow[]> {
    const spans = new Map(sites.map(({ id, zone }) => [id, this.#span(zone, now)]));
    const due = sites.find(({ id }) => this.#judged.get(id)?.to !== spans.get(id)?.to);
    const compare = this.#comparing(sites, [...spans.values()]);
    if (due) this.#judged.set(due.id, await this.#judge(due, compare, now));
    return sites.map(({ id }) => {
      const judged = this.#judged.get(id);
      const isCurrent = judged !== undefined && judged.to === spans.get(id)?.to;
      return this.#row(id, now, isCurrent ? judged : undefined);
    });
  }

  #span(zone: string, now: number): Span {
    return spanOf(lastEnded('day', { zone, at: judgedAt, now }), zone);
  }

  /** What compares sites: one for all that are judged of the same midnights. */
  #comparing(sites: readonly AllowedSite[], spans: readonly Span[]): CompareClasses {
    const key = JSON.stringify([sites, spans]);
    if (this.#compared?.key !== key)
      this.#compared = { key, compare: compareClasses(this.#sources.store, this.#sources.kpi, sites) };
    return this.#compared.compare;
  }

  async #judge(site: AllowedSite, compare: CompareClasses, now: number): Promise<Judged> {
    const { from, to } = this.#span(site.zone, now);
    const former = this.#judged.get(site.id);
    const was = former?.to === from ? former.is : await this.#verdicts(site, compare, from);
    const is = await this.#verdicts(site, compare, to);
    const changes = changesOf(site.id, to, { was, is });
    await this.#keep(changes);
    return { to, is, changes };
  }

  async #verdicts(site: AllowedSite, compare: CompareClasses, to: number): Promise<Verdicts> {
    const window = { from: to - usualWindowMs, to };
    const { assessments } = await scoreClaims(this.#sources, claims, { site, compare, ...window });
    return new Map(
      assessments.map(({ claim, reading, verdict }) => [
        `${claim.id} ${reading?.id ?? ''}`,
        { claim: claim.id, reading: reading?.id ?? '', title: reading?.title ?? '', is: verdict },
      ]),
    );
  }

  #row(site: string, now: number, judged: Judged | undefined): IndicatorRow {
    const changes = judged?.changes ?? [];
    return {
      metric: 'claim_verdicts_changed',
      site,
      start: judged?.to ?? now,
      end: now,
      value: judged ? changes.length : null,
      unit: '1',
      numerator: null,
      denominator: null,
      coverage: null,
      quality: judged ? 'ok' : 'none',
      through: judged?.to ?? null,
      ...(judged ? { note: changes.map(wordsOf).join('; ') || 'none' } : { reason: 'the claims are not judged yet' }),
    };
  }
}

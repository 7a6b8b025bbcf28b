import { claims } from '#catalogue';
import { scoreClaims, usualWindowMs, type Verdict } from '#claims';
import type { AllowedSite } from '#kpi';
import { lastEnded, spanOf } from '#report';
import type { Store } from '#store';
import type { IndicatorRow } from './row.ts';

/** A day is judged some hours after its end, as reports are: what comes late is there by then. */
const judgedAt = '06:00';

/** Verdicts of a site by claim and reading, over the usual window to an instant; null for a value that is held against nothing. */
type Verdicts = ReadonlyMap<string, Verdict | null>;

interface Judged {
  /** The midnight that the verdicts are of, UTC ms. */
  readonly to: number;
  readonly is: Verdicts;
  readonly was: Verdicts;
}

interface Asked {
  readonly sites: readonly AllowedSite[];
  readonly now: number;
}

const inWords = (verdict: Verdict | null): string => verdict?.replaceAll('_', ' ') ?? 'measured without a verdict';

/** Verdicts that are others than they were; a reading that was not judged before is no change. */
function changesOf({ is, was }: Judged): string[] {
  return [...is].flatMap(([reading, verdict]) => {
    const before = was.get(reading);
    return before === undefined || before === verdict
      ? []
      : [`${reading} was ${inWords(before)}, is ${inWords(verdict)}`];
  });
}

/**
 * Watches what the scorecard says of each site from one midnight to the next. To judge a site takes a second, so that each
 * reading judges one of those that are due; of a site that was not judged yet nothing is known.
 */
export class VerdictWatch {
  readonly #store: Pick<Store, 'query'>;
  readonly #judged = new Map<string, Judged>();

  constructor(store: Pick<Store, 'query'>) {
    this.#store = store;
  }

  /** How many verdicts of each site have changed. Errors as of the store. */
  async read({ sites, now }: Asked): Promise<IndicatorRow[]> {
    const spans = new Map(sites.map(({ id, zone }) => [id, this.#span(zone, now)]));
    const due = sites.find(({ id }) => this.#judged.get(id)?.to !== spans.get(id)?.to);
    if (due) this.#judged.set(due.id, await this.#judge(due, now));
    return sites.map(({ id }) => {
      const judged = this.#judged.get(id);
      const isCurrent = judged !== undefined && judged.to === spans.get(id)?.to;
      return this.#row(id, now, isCurrent ? judged : undefined);
    });
  }

  #span(zone: string, now: number): { from: number; to: number } {
    return spanOf(lastEnded('day', { zone, at: judgedAt, now }), zone);
  }

  async #judge(site: AllowedSite, now: number): Promise<Judged> {
    const { from, to } = this.#span(site.zone, now);
    const former = this.#judged.get(site.id);
    const was = former?.to === from ? former.is : await this.#verdicts(site, from);
    return { to, was, is: await this.#verdicts(site, to) };
  }

  async #verdicts(site: AllowedSite, to: number): Promise<Verdicts> {
    const { assessments } = await scoreClaims(this.#store, claims, { site, from: to - usualWindowMs, to });
    return new Map(
      assessments.map(({ claim, reading, verdict }) => [
        reading ? `${claim.id} (${reading.title})` : claim.id,
        verdict,
      ]),
    );
  }

  #row(site: string, now: number, judged: Judged | undefined): IndicatorRow {
    const changes = judged ? changesOf(judged) : [];
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
      ...(judged ? { note: changes.join('; ') || 'none' } : { reason: 'the claims are not judged yet' }),
    };
  }
}

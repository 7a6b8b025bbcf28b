import { setImmediate } from 'node:timers/promises';
import type { Claim } from '#catalogue';
import { dayMs } from '#contracts';
import type { Kpi } from '#kpi';
import type { Store } from '#store';
import { assess, type Assessment } from './assess.ts';
import { type CompareClasses, compareClasses } from './between.ts';
import { readMeasured } from './kpis.ts';
import { type LoadSeries, readSeries, type SeriesQuery } from './series.ts';

/** Long enough for a year and its comparison, when no start is asked for. */
export const usualWindowMs = 400 * dayMs;

/** A site whose load is to be held against claims. */
export interface ClaimSite {
  readonly id: string;
  readonly zone: string;
  /** ISO 4217. */
  readonly currency: string;
}

/** Where claims are held against: what was stored, and what the catalogue makes of it. */
export interface ClaimSources {
  readonly store: Pick<Store, 'query'>;
  readonly kpi: Kpi;
}

/** Claims against what one site has measured. */
export interface Scorecard {
  readonly series: LoadSeries;
  readonly assessments: readonly Assessment[];
}

/**
 * Reads the load of a site within [from, to), UTC ms, as it was published by `asOf` or is known now, and judges claims by it; `compare` compares the classes of
 * sites that can be seen, and is shared by those that are asked of together. Without it the site stands alone. Throws `QUERY_INVALID` when something of it was not published by then; errors as of the store.
 */
export async function scoreClaims(
  { store, kpi }: ClaimSources,
  claims: readonly Claim[],
  asked: { site: ClaimSite; compare?: CompareClasses } & Omit<SeriesQuery, keyof ClaimSite | 'site'>,
): Promise<Scorecard> {
  const { site, compare = compareClasses(store, kpi, [site]), ...window } = asked;
  const { id, zone, currency } = site;
  const loads = await readSeries(store, { site: id, zone, currency, ...window });
  const series = { ...loads, measured: await readMeasured(kpi, claims, { site, ...window, compare }) };
  const assessments: Assessment[] = [];
  for (const claim of claims) {
    assessments.push(...assess(claim, series));
    // An interval takes some ten milliseconds: others are answered in between.
    await setImmediate();
    asked.signal?.throwIfAborted();
  }
  return { series, assessments };
}

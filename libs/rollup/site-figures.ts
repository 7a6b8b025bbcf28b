import { type FacilityFigures, noFigures, type SomeFigures } from './facility-names.ts';
import { facilityFigures, type FacilitySources } from './facility.ts';
import { marketFigures, type MarketSources, minedFigures } from './market-carbon.ts';
import type { SiteRow } from './site-columns.ts';
import type { SiteFact } from './site-facts.ts';

export type FigureSources = FacilitySources & MarketSources;

/** What a site's mining emitted and mined: the sum of its halls; its time is the mean over those that could have one. */
function minedOf(halls: readonly SiteFact[], ofHalls: readonly SomeFigures[]): SomeFigures {
  const mining = halls.filter(({ balance }) => balance.workload === 'mining' || balance.workload === 'mixed').length;
  const sum = (name: keyof FacilityFigures): bigint =>
    ofHalls.reduce((whole, figures) => whole + BigInt(figures[name] ?? 0), 0n);
  const mean = (name: keyof FacilityFigures): bigint => sum(name) / BigInt(Math.max(mining, 1));
  return {
    mining_carbon_g: sum('mining_carbon_g'),
    mining_carbon_diff: sum('mining_carbon_diff'),
    mining_carbon_ms: mean('mining_carbon_ms'),
    coined_g: sum('coined_g'),
    coined_btc: sum('coined_btc'),
    coined_ms: mean('coined_ms'),
  };
}

/** The facts of a bucket, the site's first, with their figures of energy, water and carbon. */
export function withFigures(facts: readonly SiteFact[], sources: FigureSources): SiteRow[] {
  const [site, ...halls] = facts;
  if (!site) return [];
  const mined = halls.map((hall) => minedFigures(hall, sources));
  const ofSite = { ...marketFigures(sources, site.balance), ...minedOf(halls, mined) };
  return [
    { ...site, facility: { ...noFigures, ...facilityFigures(sources, site.balance, site.balance), ...ofSite } },
    ...halls.map((hall, index) => ({
      ...hall,
      facility: { ...noFigures, ...facilityFigures(sources, hall.balance, site.balance), ...mined[index] },
    })),
  ];
}

import { readAnswers, type Said } from './answers.ts';
import { type BucketFacts, factsOf } from './facts.ts';
import { type Kpi, referenceFor, type Scope } from './kpis.ts';
import { type ReferenceSite, readSite } from './site.ts';

export { type Kpi, referenceMetrics, type Scope } from './kpis.ts';

/** The KPIs of a site computed slowly and plainly from what its devices and feeds have said, and from nothing of the product. */
export interface Reference {
  readonly site: ReferenceSite;
  readonly said: Said;
  readonly facts: readonly BucketFacts[];
  /** A KPI over the buckets that start in [from, to), UTC ms; throws when it is unknown. */
  kpi(metric: string, scope: Scope, window?: { readonly from: number; readonly to: number }): Kpi;
}

export async function openReference({
  siteFile,
  answersFile,
  pollMs,
}: {
  siteFile: string;
  answersFile: string;
  pollMs: number;
}): Promise<Reference> {
  const site = readSite(siteFile);
  const said = await readAnswers(answersFile, site);
  const facts = factsOf(site, said, pollMs);
  const asks = new Map<string, ReturnType<typeof referenceFor>>();
  return {
    site,
    said,
    facts,
    kpi: (metric, scope, window = { from: 0, to: Infinity }) => {
      const key = JSON.stringify([scope, window.from, window.to]);
      const within = ({ bucket }: BucketFacts): boolean => bucket.start >= window.from && bucket.start < window.to;
      const ask = asks.get(key) ?? referenceFor(site, facts.filter(within), scope);
      asks.set(key, ask);
      return ask(metric);
    },
  };
}
export { unknownThere } from './unknown-there.ts';

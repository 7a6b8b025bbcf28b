export { type Fact, type FactKind, factKindNames, factKinds, type Facts, factsBy, parseFact } from './facts/index.ts';
export { instantMs } from './instant.ts';
export { loadSite, loadSites, parseSite } from './load.ts';
export { type MeteringPoint, meteringPoints, type SiteFileInput, siteSchema } from './schema.ts';
export type { CarbonFeed, Feed, Hall, PowerFeed, Site, SiteDevice, Unit } from './site.ts';
export type { Span } from './span.ts';

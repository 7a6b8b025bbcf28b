export {
  entryKeyOf,
  type EntryKind,
  entryKinds,
  entrySchema,
  isEntryKind,
  mergeEntries,
  type Merged,
  type RefusedEntry,
  type RegisterEntry,
} from './entries.ts';
export { type Fact, type FactKind, factKindNames, factKinds, type Facts, factsBy, parseFact } from './facts/index.ts';
export { instantMs } from './instant.ts';
export { loadSite, loadSiteFiles, loadSites, parseSite, parseSiteFile, siteOf } from './load.ts';
export { type MeteringPoint, meteringPoints, type SiteFile, type SiteFileInput, siteSchema } from './schema.ts';
export type { CarbonFeed, Feed, GpuFeed, Hall, PowerFeed, Site, SiteDevice, Unit } from './site.ts';
export type { Span } from './span.ts';

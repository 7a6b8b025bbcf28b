export type { Assessment } from './assess.ts';
export { type CompareClasses, compareClasses } from './between.ts';
export { type ClaimSite, type ClaimSources, type Scorecard, scoreClaims, usualWindowMs } from './claims.ts';
export { type Lag, lagProfile } from './lag.ts';
export { type Dataset, datasets } from './public/figures.ts';
export { type PublicTable, savePublicTable, type SavedPart } from './public/save.ts';
export { readSeries } from './series.ts';
export { createStatistics } from './statistics.ts';
export { type Verdict, verdicts } from './verdict.ts';

export type { Evidence } from './evidence.ts';
export { explain, type Explanation, type ExplainQuery } from './explain.ts';
export { goldenSql } from './golden.ts';
export { createKpi, type Kpi } from './kpi.ts';
export { rowsFrom } from './compile.ts';
export { checkPublished, type PublishedSpan, readPublishedThrough } from './published.ts';
export { readRestatements, type Restatement, type RestatementQuery, type Told } from './restatements.ts';
export { readSites } from './sites.ts';
export { type AllowedSite, defaultThresholds, type KpiQuery, type KpiRow, qualities } from './query.ts';

export type { Evidence } from './evidence.ts';
export { explain, type Explanation, type ExplainQuery } from './explain.ts';
export { goldenSql } from './golden.ts';
export { createKpi, type Kpi } from './kpi.ts';
export { readSites } from './sites.ts';
export { type AllowedSite, defaultThresholds, type KpiQuery, type KpiRow, qualities } from './query.ts';

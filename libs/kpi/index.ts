export { goldenSql } from './golden.ts';
export { createKpi, type Kpi } from './kpi.ts';
export { type AllowedSite, defaultThresholds, type KpiQuery, type KpiRow, qualities } from './query.ts';

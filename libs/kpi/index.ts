export { type Attribution, attributionKeys, mostBoardQuarters, readAttribution } from './attribution.ts';
export {
  type BalanceMember,
  type BalanceQuery,
  type EnergyBalance,
  findings,
  readBalance,
  type Suspect,
  suspectsOf,
} from './balance.ts';
export type { Evidence } from './evidence.ts';
export { explain, type Explanation, type ExplainQuery } from './explain.ts';
export { goldenSql } from './golden.ts';
export { createKpi, type Kpi } from './kpi.ts';
export { type Page, type Place, readPage } from './page.ts';
export { rowsFrom } from './compile.ts';
export { checkPublished, type PublishedSpan, readPublishedThrough } from './published.ts';
export { readRestatements, type Restatement, type RestatementQuery, type Told } from './restatements.ts';
export { readSensitivity, type SensitivityAnswer, type SensitivityCell, type SensitivityQuery } from './sensitivity.ts';
export { readSites } from './sites.ts';
export type { StatisticQuestion, Statistics, StatisticValue, Span } from './statistics.ts';
export { type AllowedSite, defaultThresholds, type KpiQuery, type KpiRow, qualities } from './query.ts';

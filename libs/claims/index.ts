export type { Assessment } from './assess.ts';
export { type ClaimSite, type Scorecard, scoreClaims, usualWindowMs } from './claims.ts';
export { type Verdict, verdicts } from './verdict.ts';

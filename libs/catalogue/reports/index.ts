import { dailyOperations } from './daily-operations.ts';
import { dataQuality } from './data-quality.ts';
import { monthlyInvestor } from './monthly-investor.ts';
import type { Report } from './report.ts';
import { thesisScorecard } from './thesis-scorecard.ts';

export {
  type Chart,
  type ClaimSection,
  type Comparison,
  comparisons,
  type FigureSection,
  type PeriodKind,
  periodKinds,
  type Report,
  type ReportSection,
  type TextSection,
} from './report.ts';

/** Every report that comes with Coload. */
export const reports: readonly Report[] = [dailyOperations, monthlyInvestor, thesisScorecard, dataQuality];

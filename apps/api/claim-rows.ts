import type { Claim, Reading } from '#catalogue';
import type { Assessment, Scorecard } from '#claims';
import { isoOf } from '#runtime';
import type { ClaimAssessment } from './shapes.ts';

type Of<Key extends keyof ClaimAssessment> = Pick<ClaimAssessment, Key>;

const declared = (
  claim: Claim,
  reading: Reading | undefined,
): Of<'claim' | 'section' | 'statement' | 'reading' | 'metric' | 'title' | 'unit' | 'caveats'> => ({
  claim: claim.id,
  section: claim.section,
  statement: claim.statement,
  reading: reading?.id ?? null,
  metric: reading?.metric ?? null,
  title: reading?.title ?? null,
  unit: reading?.unit ?? null,
  caveats: [...(reading?.caveats ?? [])],
});

const threshold = (reading: Reading | undefined): Of<'threshold' | 'direction'> => ({
  threshold: reading?.threshold?.value ?? null,
  direction: reading?.threshold?.direction ?? null,
});

const measured = ({
  value,
  interval,
  verdict,
  isIndicative,
  reason,
  coverage,
  days,
  method,
}: Assessment): Of<
  'value' | 'low' | 'high' | 'verdict' | 'indicative' | 'reason' | 'coverage' | 'days' | 'method'
> => ({
  value,
  low: interval?.low ?? null,
  high: interval?.high ?? null,
  verdict,
  indicative: isIndicative,
  reason,
  coverage,
  days,
  method,
});

const heldAgainst = ({ chance, check }: Assessment): Of<'p' | 'p_least' | 'check_low' | 'check_high'> => ({
  p: chance?.p ?? null,
  p_least: chance?.least ?? null,
  check_low: check?.low ?? null,
  check_high: check?.high ?? null,
});

/** An assessment as it is answered, with the circumstances of its window. */
export const claimRow = (assessment: Assessment, { series }: Scorecard): ClaimAssessment => ({
  ...declared(assessment.claim, assessment.reading),
  site: series.site,
  ...measured(assessment),
  ...heldAgainst(assessment),
  ...threshold(assessment.reading),
  from: isoOf(series.from),
  to: isoOf(series.to),
  mean_price: series.meanPrice,
  mean_hashprice: series.meanHashprice,
  source: 'article',
  attribution: 'unverified',
});

import { background } from './background.ts';
import type { Claim } from './claim.ts';
import { challenges } from './challenges.ts';
import { outlook } from './outlook.ts';
import { synergy } from './synergy.ts';

export {
  type Claim,
  type ClaimMethod,
  claimMethods,
  directions,
  directionSigns,
  type OfKpi,
  type Reading,
  type Threshold,
} from './claim.ts';

/** Every claim of the thesis, in its order. None of its numbers was found in its author's own publications: all are unverified. */
export const claims: readonly Claim[] = [...background, ...synergy, ...outlook, ...challenges];

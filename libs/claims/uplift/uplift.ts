import type { Interval } from '../bootstrap.ts';
import type { Chance } from '../chance.ts';
import type { Sample } from '../statistic.ts';
import { type Decomposition, type Effect, upliftExMix, upliftOf } from './decomposition.ts';
import { hallTest, holdout } from './holdout.ts';
import { interrupted } from './interrupted.ts';
import { dailyUplift, switchback, weightsOf } from './switchback.ts';
import type { TrialDay } from './trial-day.ts';
import type { Trial } from './trial.ts';
import type { Resource } from './work.ts';

/** A number of a trial; null where its design does not give it. */
export type OfTrial = (trial: Trial) => Sample | null;

/** Whether whole days of either policy, with all that they made, are held against one another. */
const isOfWholeSites = (
  trial: Trial,
): trial is Extract<Trial, { days: readonly TrialDay[] }> & { design: 'switchback' | 'replay' } =>
  trial.design === 'switchback' || trial.design === 'replay';

/** Only turns within weeks and a replay compare whole sites: of halls and of one change there is energy alone, for the same kind or amount of output. */
function inTrial(trial: Trial, resource: Resource, of: (parts: Decomposition) => number): Sample | null {
  if (isOfWholeSites(trial)) return switchback(trial.days, resource, of);
  if (resource !== 'energy') return null;
  if (trial.design === 'holdout') return holdout(trial.days, trial.held);
  return trial.design === 'interrupted' ? interrupted(trial.days, trial.zone) : null;
}

/** By how much hybrid dispatch makes more of a resource than static dispatch. */
export const uplift =
  (resource: Resource): OfTrial =>
  (trial) =>
    inTrial(trial, resource, upliftOf);

/** The uplift of energy without what comes of another mix of workloads. */
export const strictUplift: OfTrial = (trial) => inTrial(trial, 'energy', upliftExMix);

/** A part of `ln(1 + uplift)`. */
export const effectOf =
  (resource: Resource, effect: Effect): OfTrial =>
  (trial) =>
    isOfWholeSites(trial) ? switchback(trial.days, resource, (parts) => parts[effect]) : null;

/** The interval of the same uplift by another way, which has no draws; null where the design has none. */
export const checkOf =
  (resource: Resource) =>
  (trial: Trial): Interval | null =>
    trial.design === 'switchback' ? dailyUplift(trial.days, resource) : null;

const dollars = (price: number): string => price.toPrecision(5);

/** Which design it is, and of whole sites the prices of output that it holds fixed, with those of the hybrid days where they count too. */
export function designOf(trial: Trial): string {
  if (!isOfWholeSites(trial)) return trial.design ?? '';
  const prices = weightsOf(trial.days).map(
    ({ mining, ai }) => `${dollars(mining)} USD/PH/d and ${dollars(ai)} USD per busy GPU hour`,
  );
  return `${trial.design === 'replay' ? 'replay (modelled)' : trial.design} at ${prices.join(', then ')}`;
}

/** Whether halls could differ as they do at an uplift of `threshold`, by how they were chosen; null where halls were not. */
export const lotOf = (trial: Trial, threshold: number): Chance | null =>
  trial.design === 'holdout' ? hallTest(trial.days, trial.held, threshold) : null;

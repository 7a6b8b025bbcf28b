import { type Clock, systemClock } from '#runtime';
import { clockOffMs } from './points.ts';

let offMs = clockOffMs;

/** The clock of the machine, which an operator has set wrong. */
export const shiftedClock: Clock = { ...systemClock, now: () => systemClock.now() + offMs };

/** Steps the wall clock to so many ms from the right time. */
export function stepClock(ms: number): void {
  offMs = ms;
}

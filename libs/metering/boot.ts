import { uptimeSlackMs } from './counter.ts';
import type { Boot } from './poll.ts';
import type { MeterState } from './reading.ts';

const hasChanged = (before: string | null, now: string | null): boolean =>
  before !== null && now !== null && before !== now;

/**
 * Takes in what a poll says of the device's start, `elapsedMs` after the last one: counts restarts, and answers whether another
 * device answers. A new boot id whose uptime denies a restart is another device too; an uptime that merely jumps back is nothing.
 */
export function stepBoot(state: MeterState, boot: Boot, elapsedMs: number): boolean {
  const identity = boot.identity ?? null;
  const canBeRestarted = boot.uptimeMs === null || boot.uptimeMs <= elapsedMs + uptimeSlackMs;
  const isNewBoot = hasChanged(state.bootId, boot.id);
  const isSwapped = hasChanged(state.identity, identity) || (isNewBoot && !canBeRestarted);
  if (canBeRestarted && (isNewBoot || hasFallen(state.uptimeMs, boot.uptimeMs))) state.restarts += 1;
  state.identity = identity ?? state.identity;
  state.bootId = boot.id ?? state.bootId;
  return isSwapped;
}

const hasFallen = (before: number | null, now: number | null): boolean =>
  before !== null && now !== null && now < before - uptimeSlackMs;

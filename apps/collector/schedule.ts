/** A device that does not answer is asked less and less often, but never less than this. */
const longestPauseMs = 5 * 60_000;
/** Devices are asked close to the multiples of their period, so that readings begin and end with its quarters of an hour … */
const closeShare = 0.1;
const closeMs = 1_000;
/** … but no more of them in a second than a core takes, beside what else it does; where they are too many for that, over most of their period. */
const pollsPerSecond = 200;
const longestShare = 0.9;

/** A stable place, ms, of a device among so many that are asked once in a period. */
export function spreadOf(id: string, { periodMs, devices }: { periodMs: number; devices: number }): number {
  let hash = 2_166_136_261;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16_777_619);
  const close = Math.min(closeMs, periodMs * closeShare);
  const widthMs = Math.min(Math.max(close, (devices / pollsPerSecond) * 1_000), periodMs * longestShare);
  return (hash >>> 0) % Math.max(1, Math.floor(widthMs));
}

/**
 * When to ask next: the first multiple of the period (plus the device's offset) after both `now` and the slot asked last;
 * after `failures` in a row 2, 4, 8 … periods on, never more than 5 minutes or one period.
 */
export function nextSlot(slot: {
  now: number;
  last: number;
  periodMs: number;
  offsetMs: number;
  failures: number;
}): number {
  const { now, last, periodMs, offsetMs, failures } = slot;
  const longest = Math.max(1, Math.floor(longestPauseMs / periodMs));
  const periods = failures === 0 ? 1 : Math.min(longest, 2 ** Math.min(failures, 20));
  const first = Math.floor((Math.max(now, last) - offsetMs) / periodMs) + 1;
  return (first + periods - 1) * periodMs + offsetMs;
}

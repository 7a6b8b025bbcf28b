/** A device that does not answer is asked less and less often, but never less than this. */
const longestPauseMs = 5 * 60_000;
/** Devices of one period are spread over this share of it, so that they are not all asked in one instant. */
const spreadShare = 0.1;
const longestSpreadMs = 1_000;

/** A stable place of a device within the spread of its period, ms. */
export function spreadOf(id: string, periodMs: number): number {
  let hash = 2_166_136_261;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16_777_619);
  return (hash >>> 0) % Math.max(1, Math.min(longestSpreadMs, Math.floor(periodMs * spreadShare)));
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

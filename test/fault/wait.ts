import { messageOf, systemClock } from '#runtime';

const defaultTimeoutMs = 120_000;

/** Waits until `look` gives something other than nothing and returns it; the error says what was waited for and what was wrong last. */
export async function until<Seen>(
  what: string,
  look: () => Promise<Seen | null | undefined | false>,
  timeoutMs = defaultTimeoutMs,
): Promise<Seen> {
  const deadline = systemClock.monotonic() + timeoutMs;
  let wrong = '';
  for (;;) {
    try {
      const seen = await look();
      if (seen !== null && seen !== undefined && seen !== false) return seen;
      wrong = '';
    } catch (error) {
      if (error instanceof HopelessError) throw error;
      wrong = `: ${messageOf(error)}`;
    }
    if (systemClock.monotonic() > deadline) throw new Error(`waited ${timeoutMs / 1000} s for ${what}${wrong}`);
    await systemClock.sleep(60);
  }
}

/** What is waited for will never come. */
export class HopelessError extends Error {}

import { z } from 'zod';

const unitMs = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;
const pattern = /^(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/;

/** The longest duration of a rule, ms: seven days. */
export const longestMs = 7 * unitMs.d;

/** Length of a duration as Prometheus writes it (`90s`, `5m`, `1h30m`, `2d`), ms; undefined for any other text. */
export function durationMs(text: string): number | undefined {
  const match = pattern.exec(text);
  if (!match || text === '') return undefined;
  const [, days, hours, minutes, seconds] = match;
  const part = (digits: string | undefined, unit: keyof typeof unitMs): number => Number(digits ?? 0) * unitMs[unit];
  return part(days, 'd') + part(hours, 'h') + part(minutes, 'm') + part(seconds, 's');
}

/** A length of time in words, as `durationMs` reads it: 5400000 ms is `1h30m`. */
export function durationText(ms: number): string {
  let rest = Math.max(0, Math.round(ms / 1_000)) * 1_000;
  let text = '';
  for (const [unit, length] of Object.entries(unitMs)) {
    const count = Math.floor(rest / length);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * length;
  }
  return text === '' ? '0s' : text;
}

/** A duration of a rule, in ms once parsed: at least `leastMs` and at most seven days, so that nothing is waited for without end. */
export const duration = (leastMs: number): z.ZodType<number, string> =>
  z.string('must be a duration such as 5m or 1h30m').transform((text, context) => {
    const ms = durationMs(text);
    if (ms !== undefined && ms >= leastMs && ms <= longestMs) return ms;
    context.addIssue(
      ms === undefined
        ? `${text} is not a duration such as 5m or 1h30m`
        : `${text} must be from ${durationText(leastMs)} to ${durationText(longestMs)}`,
    );
    return z.NEVER;
  });

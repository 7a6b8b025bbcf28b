/** The year in which the site is metered; everything else stands in its last three months. UTC ms. */
export const year = Date.UTC(2025, 0, 1);
export const season = Date.UTC(2025, 9, 1);
export const end = Date.UTC(2026, 0, 1);

export const quarterMs = 900_000;
export const hourMs = 4 * quarterMs;
export const dayMs = 24 * hourMs;
export const quarterS = quarterMs / 1000;

/** The starts of what follows one another from `from` to the end. */
export const startsFrom = (from: number, widthMs: number): number[] =>
  Array.from({ length: (end - from) / widthMs }, (_, at) => from + at * widthMs);

export const hourOf = (ms: number): number => Math.floor((ms % dayMs) / hourMs);
/** Sunday is 0. */
export const weekdayOf = (ms: number): number => (Math.floor(ms / dayMs) + 4) % 7;

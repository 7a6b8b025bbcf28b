/** Two-sided p of a number against draws of it, in order: how rare draws on the other side of it are. Never 0. */
export function tailOf(draws: readonly number[], threshold: number): number {
  const below = draws.filter((draw) => draw <= threshold).length;
  const above = draws.filter((draw) => draw >= threshold).length;
  return Math.min(1, (2 * (1 + Math.min(below, above))) / (1 + draws.length));
}

/**
 * The level of the interval of each of several numbers by which they are judged together at `level` (Holm 1979): the rarest by the widest interval, the next
 * by one for the rest, and none more narrowly than one that failed before it.
 */
export function holmLevels(tails: readonly number[], level: number): number[] {
  const levels = tails.map(() => level);
  let hasFailed = false;
  let share = 1 - level;
  const ranked = tails.map((tail, index) => ({ tail, index })).sort((one, other) => one.tail - other.tail);
  for (const [rank, { tail, index }] of ranked.entries()) {
    if (!hasFailed) share = (1 - level) / (tails.length - rank);
    hasFailed ||= tail > share;
    levels[index] = 1 - share;
  }
  return levels;
}

const firstPauseMs = 60_000;
const longestPauseMs = 3_600_000;

/** Whether a delivery that has failed is to be tried again: after a minute, then after twice as long each time, up to an hour. */
export const isTime = ({ tries, lastMs }: { tries: number; lastMs: number }, now: number): boolean =>
  tries === 0 || now - lastMs >= Math.min(firstPauseMs * 2 ** (tries - 1), longestPauseMs);

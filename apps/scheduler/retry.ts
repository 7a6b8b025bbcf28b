const firstPauseMs = 60_000;
const longestPauseMs = 3_600_000;

/** How long one waits after so many failures on end: a minute, then twice as long each time, up to an hour. */
export const pauseMs = (failures: number): number => Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs);

/** Whether a delivery that has failed is to be tried again. */
export const isTime = ({ tries, lastMs }: { tries: number; lastMs: number }, now: number): boolean =>
  tries === 0 || now - lastMs >= pauseMs(tries);

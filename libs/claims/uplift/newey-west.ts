import type { Interval } from '../bootstrap.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A slope with its standard error. */
export interface Slope {
  readonly slope: number;
  readonly error: number;
}

/** Days over which what is left unexplained may hang together. */
const lagDays = 7;
/** Standard errors that hold 95 % of a normal distribution, on either side. */
const errorsOf95 = 1.959964;

/** Sum of squares of what hangs together over the lags, by Bartlett's weights. */
function longRun(values: readonly number[]): number {
  let sum = 0;
  for (let lag = 0; lag <= lagDays; lag++) {
    const product = values.reduce((total, value, at) => total + value * (values[at - lag] ?? 0), 0);
    sum += (lag === 0 ? 1 : 2 * (1 - lag / (lagDays + 1))) * product;
  }
  return sum;
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Least squares of y on x, of points in order of time, with the error of Newey and West (1987); null where x never changes. */
export function slopeOf(points: readonly Point[]): Slope | null {
  const [meanX, meanY] = [meanOf(points.map(({ x }) => x)), meanOf(points.map(({ y }) => y))];
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  if (!(spread > 0)) return null;
  const slope = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const moved = points.map(({ x, y }) => (x - meanX) * (y - meanY - slope * (x - meanX)));
  return { slope, error: Math.sqrt(Math.max(0, longRun(moved))) / spread };
}

/** 95 % interval of a slope. */
export const intervalOfSlope = ({ slope, error }: Slope): Interval => ({
  low: slope - errorsOf95 * error,
  high: slope + errorsOf95 * error,
});

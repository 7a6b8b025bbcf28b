import { dayMs } from '#contracts';
import { hourMs, type LocalTime } from './local-time.ts';
import { keyOf, noise } from './random.ts';

/** Weather at the site; a pure function of time. */
export interface Weather {
  /** Outdoor dry bulb, Cel. */
  dryBulbC(ms: number): number;
  /** Outdoor wet bulb, Cel; never above the dry bulb. */
  wetBulbC(ms: number): number;
  /** What a solar plant could give, as a share of its rated power: 0 from six in the evening to six in the morning. */
  sun(ms: number): number;
}

const yearMs = 365.2425 * dayMs;
const hottestDayMs = 200 * dayMs;

const wave = (position: number): number => Math.cos(2 * Math.PI * position);

/** A continental climate with a yearly and a daily swing and seeded fronts. */
export function createWeather(seed: number, site: string, time: LocalTime): Weather {
  const fronts = keyOf(seed, site, 'fronts');
  const gusts = keyOf(seed, site, 'gusts');
  const damp = keyOf(seed, site, 'damp');
  const clouds = keyOf(seed, site, 'clouds');
  const daily = (ms: number): number => wave((time.hour(ms) - 15) / 24);
  const dryBulbC = (ms: number): number =>
    15 +
    12 * wave((ms - hottestDayMs) / yearMs) +
    6 * daily(ms) +
    4 * noise(fronts, ms / (36 * hourMs)) +
    noise(gusts, ms / (2 * hourMs));
  const depressionK = (ms: number): number => 5 + 3 * daily(ms) + 2 * noise(damp, ms / (18 * hourMs));
  const sun = (ms: number): number =>
    Math.max(0, -wave(time.hour(ms) / 24)) * (0.7 + 0.25 * noise(clouds, ms / (3 * hourMs)));
  return { dryBulbC, wetBulbC: (ms) => dryBulbC(ms) - Math.max(0.5, depressionK(ms)), sun };
}

import { hourMs, isoOf, type LocalTime } from './local-time.ts';
import { keyOf, lattice, noise } from './random.ts';

/** One hour as Electricity Maps tells it. */
export interface CarbonHour {
  readonly zone: string;
  /** g CO2e per kWh. */
  readonly carbonIntensity: number;
  readonly datetime: string;
  readonly updatedAt: string;
  readonly createdAt: string;
  readonly emissionFactorType: 'lifecycle';
  readonly isEstimated: boolean;
  readonly estimationMethod: 'TIME_SLICER_AVERAGE' | null;
}

/** Marginal rates by 5 minutes as WattTime tells them, lb CO2 per MWh. */
export interface MarginalRates {
  readonly data: { readonly point_time: string; readonly value: number }[];
  readonly meta: {
    readonly region: string;
    readonly signal_type: 'co2_moer';
    readonly units: 'lbs_co2_per_mwh';
    readonly data_point_period_seconds: 300;
    readonly model: { readonly date: string };
  };
}

/** Carbon intensity of the site's grid by the hour, a pure function of time: estimated as the hour begins, measured some hours later. */
export interface GridCarbon {
  readonly zone: string;
  /** Measured intensity at an instant, g CO2e per kWh. */
  at(ms: number): number;
  /** The hours that overlap [from, to), as they were told at `knownBy`. */
  history(from: number, to: number, knownBy: number): { readonly zone: string; readonly history: CarbonHour[] };
  /** Marginal rates of the 5 minutes that overlap [from, to) and have ended by `knownBy`. */
  marginal(from: number, to: number, knownBy: number): MarginalRates;
}

/** An hour is measured so long after it has begun … */
export const measuredAfterMs = 3 * hourMs;
/** … and its estimate is off by this share at most. */
export const estimateError = 0.1;
const publishMs = 5_000;
const zone = 'SIM';
const periodMs = 300_000;
const marginalMeta = {
  region: zone,
  signal_type: 'co2_moer',
  units: 'lbs_co2_per_mwh',
  data_point_period_seconds: 300,
  model: { date: '2026-01-01' },
} as const;

const bell = (hour: number, centre: number, width: number): number => Math.exp(-(((hour - centre) / width) ** 2));

/** A grid with clean middays and dirty evenings; every site of a seed is on the same one. */
export function createGridCarbon({ seed, time }: { readonly seed: number; readonly time: LocalTime }): GridCarbon {
  const slow = keyOf(seed, zone, 'carbon-slow');
  const guess = keyOf(seed, zone, 'carbon-guess');
  const margin = keyOf(seed, zone, 'carbon-margin');
  const measured = (start: number): number => {
    const hour = time.hour(start);
    const shape = 410 - 150 * bell(hour, 13, 3.5) + 70 * bell(hour, 20, 3);
    return Math.round(shape * (1 + 0.2 * noise(slow, start / (30 * hourMs))));
  };
  const estimated = (start: number): number =>
    Math.round(measured(start) * (1 + estimateError * lattice(guess, start / hourMs)));
  const hourOf = (start: number, knownBy: number): CarbonHour => {
    const isEstimated = knownBy < start + measuredAfterMs;
    return {
      zone,
      carbonIntensity: isEstimated ? estimated(start) : measured(start),
      datetime: isoOf(start),
      updatedAt: isoOf(isEstimated ? start + publishMs : start + measuredAfterMs),
      createdAt: isoOf(start + publishMs),
      emissionFactorType: 'lifecycle',
      isEstimated,
      estimationMethod: isEstimated ? 'TIME_SLICER_AVERAGE' : null,
    };
  };
  return {
    zone,
    at: (ms) => measured(Math.floor(ms / hourMs) * hourMs),
    history: (from, to, knownBy) => {
      const history: CarbonHour[] = [];
      const end = Math.min(to, knownBy - publishMs + 1);
      for (let start = Math.floor(from / hourMs) * hourMs; start < end; start += hourMs)
        history.push(hourOf(start, knownBy));
      return { zone, history };
    },
    marginal: (from, to, knownBy) => {
      const data: { point_time: string; value: number }[] = [];
      for (
        let start = Math.floor(from / periodMs) * periodMs;
        start < to && start + periodMs <= knownBy;
        start += periodMs
      ) {
        const shape = 1_150 - 600 * bell(time.hour(start), 13, 3);
        data.push({ point_time: isoOf(start), value: Math.round(shape * (1 + 0.3 * noise(margin, start / hourMs))) });
      }
      return { data, meta: marginalMeta };
    },
  };
}

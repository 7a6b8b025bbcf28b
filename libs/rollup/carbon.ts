import { portion } from '#runtime';
import type { Balance } from './balance.ts';
import { type Bill, billsOf, type Draws, noBill } from './bill.ts';
import type { Bucket } from './bucket.ts';
import { sliceMs } from './dirty.ts';
import type { CarbonRow } from './inputs.ts';
import { isCovered } from './joint.ts';
import { decimals, scaled } from './scaled.ts';
import { type Integral, integralOf, type SliceMeans, sliceMeans } from './slices.ts';

const joulesPerKwh = 3_600_000n;
const one = 10n ** BigInt(decimals);

/** What a kWh of the grid emits by slice, g, and how much of that figure is no measurement: an estimate, or what stands in for it. */
export interface GridCarbon {
  readonly factors: SliceMeans;
  readonly estimated: SliceMeans;
}

/** The factors in force in [from, to): of each interval the last of the rows as they are ordered; what stands in, where anything does, everywhere else. */
export function gridCarbonOf(
  rows: readonly CarbonRow[],
  range: { readonly from: number; readonly to: number },
  standIn: (at: number) => number | null,
): GridCarbon {
  const latest = [...new Map(rows.map((row) => [row.start_ms, row])).values()];
  const known = latest.flatMap(({ g_per_kwh: value, ...row }) => (value === null ? [] : [{ ...row, value }]));
  const factors = new Map(sliceMeans(known, range));
  const estimated = new Map(
    sliceMeans(
      known.map((row) => ({ ...row, value: row.status === 'measured' ? 0 : 1 })),
      range,
    ),
  );
  for (let slice = range.from / sliceMs; slice < range.to / sliceMs; slice++) {
    const factor = factors.has(slice) ? null : standIn(slice * sliceMs);
    if (factor === null) continue;
    factors.set(slice, scaled(factor));
    estimated.set(slice, one);
  }
  return { factors, estimated };
}

/** What a bucket's emissions are made of. */
export interface CarbonSources {
  /** Energy drawn from the grid at the factors of its instants, of the site (empty name) and of each hall. */
  readonly emitted: ReadonlyMap<string, Bill>;
  /** The same energy at the share that is estimated. */
  readonly estimated: ReadonlyMap<string, Bill>;
  readonly factor: Integral;
  readonly factorEstimated: Integral;
}

/** Of a bucket, from what its meters drew of the grid. */
export const carbonSources = (bucket: Bucket, draws: Draws, grid: GridCarbon): CarbonSources => ({
  emitted: billsOf(draws, grid.factors),
  estimated: billsOf(draws, grid.estimated),
  factor: integralOf(grid.factors, bucket),
  factorEstimated: integralOf(grid.estimated, bucket),
});

/** Emissions of a site or a hall in a bucket, by location; of a time of 0 nothing is known. */
export interface Carbon {
  /** In units of 10^-12 g CO2e. */
  readonly emitted: bigint;
  /** Energy from the grid behind it, the part of it at an estimated factor, and its time. */
  readonly joules: bigint;
  readonly estimatedJ: bigint;
  readonly ms: number;
  /** The emissions and the IT energy of the same time, where both are covered. */
  readonly cue: { readonly emitted: bigint; readonly itJ: bigint; readonly ms: number };
}

const noCue = { emitted: 0n, itJ: 0n, ms: 0 };
const nothing = { emitted: 0n, joules: 0n, estimatedJ: 0n, ms: 0 };

/** What is drawn of the grid for a place: at M0, and of a hall the part of its facility energy that the grid gave to the whole site. */
const gridJoules = ({ hall, m0J, facilityJ }: Balance, site: Balance): bigint =>
  hall === '' ? m0J : site.facilityJ > 0n ? portion(facilityJ, site.m0J, site.facilityJ) : 0n;

function emissionsOf(sources: CarbonSources, balance: Balance, gridJ: bigint, dueMs: number): Omit<Carbon, 'cue'> {
  const { hall } = balance;
  const [bill, estimated] = [sources.emitted.get(hall) ?? noBill, sources.estimated.get(hall) ?? noBill];
  const { drawnJ, pricedJ, pricedMs: ms } = bill;
  if (hall === '')
    return { emitted: bill.worth / joulesPerKwh, joules: pricedJ, estimatedJ: estimated.worth / one, ms };
  if (!isCovered(balance.facilityMs, dueMs)) return nothing;
  // Without a draw there is no profile to weigh by, and only nothing can be said to emit nothing.
  if (drawnJ === 0n) return gridJ === 0n ? { ...nothing, ms } : nothing;
  return {
    emitted: (bill.worth * gridJ) / drawnJ / joulesPerKwh,
    joules: portion(gridJ, pricedJ, drawnJ),
    estimatedJ: (estimated.worth * gridJ) / drawnJ / one,
    ms,
  };
}

/** The emissions of a place in a bucket; `site` is the balance of the whole. */
export function carbonOf(sources: CarbonSources, balance: Balance, site: Balance, dueMs: number): Carbon {
  const gridJ = gridJoules(balance, site);
  const emissions = emissionsOf(sources, balance, gridJ, dueMs);
  const { emitted, joules, ms } = emissions;
  if (!isCovered(Math.min(ms, balance.itMs), dueMs)) return { ...emissions, cue: noCue };
  const itJ = gridJ > 0n ? portion(balance.itJ, joules, gridJ) : balance.itJ;
  return { ...emissions, cue: { emitted, itJ, ms: dueMs } };
}

import type { UnitBucket } from './buckets.ts';
import type { BucketFacts, MinerFact, PlaceFact } from './facts.ts';
import type { ReferenceSite } from './site.ts';

/** A KPI by its parts: sums, divided last. */
export interface Parts {
  readonly numerator: number;
  /** Absent where there is nothing to divide by. */
  readonly denominator?: number;
  /** Greatest times that may be counted as covered; the least decides. */
  readonly covered: readonly number[];
  readonly expected: number;
  /** There is no value over less expected time. */
  readonly leastMs?: number;
}

/** What is asked of, over all its buckets. */
export interface Selected {
  readonly site: ReferenceSite;
  readonly facts: readonly BucketFacts[];
  readonly miners: readonly MinerFact[];
  readonly boards: readonly UnitBucket[];
  readonly places: readonly PlaceFact[];
  readonly isOfUnits: boolean;
  readonly windowMs: number;
}

export const hashesPerShare = 2 ** 32;
export const joulesPerKwh = 3.6e6;
export const joulesPerMwh = 3.6e9;

/** A sum, of whole numbers exactly. */
export const total = <Item>(items: readonly Item[], value: (item: Item) => bigint | number): number => {
  let whole = 0n;
  let part = 0;
  for (const item of items) {
    const one = value(item);
    if (typeof one === 'bigint') whole += one;
    else part += one;
  }
  return Number(whole) + part;
};

export const amount = (unit: UnitBucket, name: string): bigint => unit.known[name]?.amount ?? 0n;
export const time = (unit: UnitBucket, name: string): number => unit.known[name]?.ms ?? 0;
export const expectedOf = (units: readonly UnitBucket[]): number => total(units, ({ expectedMs }) => expectedMs);

import type { Interval } from '#runtime';

type Band = readonly [number, number];

/** What the register says of a unit that its readings are held against. */
export interface UnitTerms {
  /** Rated hash rate, GH/s, and hash boards; 0 where there are none. */
  readonly nominalGhs: number;
  readonly boards: number;
  /** Between which temperatures it should supply, Cel; undefined where nothing says so. */
  readonly bands: { readonly recommended_c: Band; readonly allowable_c: Band } | undefined;
}

/** What the readings of a site are held against. */
export interface Terms {
  /** What holds of a unit in a bucket: what began last of all that holds in any part of it. */
  of(device: string, bucket: Interval): UnitTerms;
}

export const nothingSaid: UnitTerms = { nominalGhs: 0, boards: 0, bands: undefined };

/** Where the register is not asked. */
export const noTerms: Terms = { of: () => nothingSaid };

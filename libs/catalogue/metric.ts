import type { ClaimMethod } from './claims/claim.ts';
import type { MeasureId } from './measures.ts';

/** What one may group and filter by. Every answer is by site. */
export const dimensions = ['site', 'hall', 'model', 'device'] as const;
export type Dimension = (typeof dimensions)[number];

/** Bucket sizes; hours, days and months are of site time, `total` is the whole window. */
export const grains = ['15m', 'hour', 'day', 'month', 'total'] as const;
export type Grain = (typeof grains)[number];

/** Where a metric is read from, for the dimensions that this place knows; the first that knows all dimensions asked for is taken. */
export interface Source {
  readonly dimensions: readonly Dimension[];
  readonly numerator: MeasureId;
  /** Absent for a simple metric. */
  readonly denominator?: MeasureId;
  /** Times that must be covered; the least covered one counts. */
  readonly covered: readonly [MeasureId, ...MeasureId[]];
  /** What the covered times are held against, where that is not all time. */
  readonly expected?: MeasureId;
  /** Some of it exists by whole months of site time only, so that a window that holds a part of one may have no value. */
  readonly isOfMonths?: true;
  /** There is no value over less measured time than this, in days. */
  readonly leastDays?: number;
  /** What a site must have for there to be any value: the reason where there is none. */
  readonly needs?: string;
  /** The part of the denominator for which another signal stood in. */
  readonly fallback?: MeasureId;
}

export const operators = ['+', '-', '*', '/', 'min', 'max'] as const;
export type Operator = (typeof operators)[number];

/** A number that is fixed, with its UCUM unit. */
export interface Quantity {
  readonly value: number;
  readonly unit: string;
}

/**
 * A formula over metrics in their base units: a number, a quantity, a metric's id, or an operation on two formulas. Of `min` and `max` a number
 * is in the unit of the other side.
 */
export type Formula = number | Quantity | string | readonly [Operator, Formula, Formula];

interface Described {
  readonly title: string;
  readonly brief: string;
  /** UCUM unit of numerator ÷ denominator in base units. */
  readonly unit: string;
  /** How values are given: base value times `scale` is in `unit`; `{currency}` stands for the currency of the site. */
  readonly display: { readonly unit: string; readonly scale: number };
  readonly better: 'higher' | 'lower' | 'neither';
  /** Set where the value rests on an assumption instead of a record of what happened. */
  readonly status?: 'modelled';
  readonly standard?: string;
  /** Of ISO/IEC 30134-2: 1 where IT energy is taken at the UPS outputs, 2 at the PDU outputs, 3 at the IT inputs. */
  readonly category?: 1 | 2 | 3;
  readonly caveats?: readonly string[];
}

/** One additive quantity. */
interface SimpleMetric extends Described {
  readonly kind: 'simple';
  readonly sources: readonly [Source, ...Source[]];
}

/** Sum ÷ sum, divided last. */
interface RatioMetric extends Described {
  readonly kind: 'ratio';
  readonly sources: readonly [
    Source & { readonly denominator: MeasureId },
    ...(Source & { readonly denominator: MeasureId })[],
  ];
}

/** A formula of metrics, for the dimensions that all of them know. */
interface DerivedMetric extends Described {
  readonly kind: 'derived';
  readonly formula: Formula;
}

/** A number of all the quarters of an hour of a site that no quotient of sums gives; a method of `libs/claims` works it out. */
interface StatisticMetric extends Described {
  readonly kind: 'statistic';
  readonly method: ClaimMethod;
  /** The method in words: a and m are the loads of AI and mining, C the contract. */
  readonly formula: string;
  /** Metrics of the same facts: what a value can be explained by. */
  readonly inputs: readonly [string, ...string[]];
  /** So many days must be known. Of a day or a month with fewer it is that of as many days up to its end. */
  readonly leastDays: number;
}

export type Metric = SimpleMetric | RatioMetric | DerivedMetric | StatisticMetric;

/** Declares a metric; its id is the name of the file. */
export const defineMetric = <const M extends Metric>(metric: M): M => metric;

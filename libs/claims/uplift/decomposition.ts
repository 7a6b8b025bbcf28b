/** What makes output of energy here. */
export const workloads = ['mining', 'ai'] as const;
export type Workload = (typeof workloads)[number];

/** Quantities by workload; they add up over time and are never added to one another. */
export type ByWorkload = Readonly<Record<Workload, number>>;

/** What one side of a comparison has made and used: sums over one and the same time. */
export interface Totals {
  /** Accepted hash, PH·day; work of AI, GPU hours. */
  readonly output: ByWorkload;
  /** IT energy, J. */
  readonly it: ByWorkload;
  /** Facility energy, J. */
  readonly facility: number;
  /** What the output is held against: J of energy or of contract, or money. */
  readonly resource: number;
}

/**
 * Why output per resource differs: overhead of the facility, shares of the workloads in IT energy, output of each per IT energy,
 * and facility energy per resource, which is the use of a contract or what money buys.
 */
export const effects = ['overhead', 'mix', 'mining', 'ai', 'use'] as const;
export type Effect = (typeof effects)[number];

/** Natural logarithm of an efficiency ratio, in parts that add up to it. */
export type Decomposition = Readonly<Record<Effect, number>>;

const sum = (parts: readonly number[]): number => parts.reduce((total, each) => total + each, 0);

/** `(a − b) / ln(a / b)`, which is the number itself where both are the same. */
function logarithmicMean(a: number, b: number): number {
  const [less, more] = a < b ? [a, b] : [b, a];
  return less === more ? less : (more - less) / Math.log1p((more - less) / less);
}

interface Side {
  /** Shares in IT energy, and worth of output per IT energy. */
  readonly share: ByWorkload;
  readonly worth: ByWorkload;
  readonly all: number;
}

function sideOf({ output, it }: Totals, prices: ByWorkload): Side {
  const energy = it.mining + it.ai;
  const worth = { mining: (prices.mining * output.mining) / energy, ai: (prices.ai * output.ai) / energy };
  return { share: { mining: it.mining / energy, ai: it.ai / energy }, worth, all: worth.mining + worth.ai };
}

/**
 * What one workload adds to the change, by its share and by its output per energy, times the weight of all; all by its share where it is new or gone.
 * Of a weight of 0 nothing is left of the logarithms but the change of what it is worth in the whole.
 */
function changeOf(workload: Workload, one: Side, other: Side): { mix: number; intensity: number; weight: number } {
  const [part, before] = [one.worth[workload] / one.all, other.worth[workload] / other.all];
  const [share, shareBefore] = [one.share[workload], other.share[workload]];
  if (share === 0 || shareBefore === 0) return { mix: part - before, intensity: 0, weight: 0 };
  if (part === 0 || before === 0) return { mix: 0, intensity: part - before, weight: 0 };
  const weight = logarithmicMean(part, before);
  const perEnergy = Math.log(one.worth[workload] / share / (other.worth[workload] / shareBefore));
  return { mix: weight * Math.log(share / shareBefore), intensity: weight * perEnergy, weight };
}

const isComparable = ({ output, it, facility, resource }: Totals, prices: ByWorkload): boolean =>
  it.mining + it.ai > 0 && facility > 0 && resource > 0 && prices.mining * output.mining + prices.ai * output.ai > 0;

/**
 * Why one side makes more of a resource than the other, at fixed prices of output: `ln(one / other)` of output per resource in parts, by the logarithmic mean
 * Divisia index with weights that add up to 1 (LMDI-II; Ang 2015), whose parts add up exactly. Null where either side has no output or no resource to divide by.
 */
export function decompose(one: Totals, other: Totals, prices: ByWorkload): Decomposition | null {
  if (!isComparable(one, prices) || !isComparable(other, prices)) return null;
  const [a, b] = [sideOf(one, prices), sideOf(other, prices)];
  const [mining, ai] = [changeOf('mining', a, b), changeOf('ai', a, b)];
  const weight = mining.weight + ai.weight;
  const overhead = ({ it, facility }: Totals): number => facility / (it.mining + it.ai);
  const parts = {
    overhead: Math.log(overhead(other) / overhead(one)),
    use: Math.log(one.facility / one.resource / (other.facility / other.resource)),
  };
  // Nothing is common to both sides: there is but the mix.
  if (weight === 0) return { ...parts, mix: Math.log(a.all / b.all), mining: 0, ai: 0 };
  return {
    ...parts,
    mix: (mining.mix + ai.mix) / weight,
    mining: mining.intensity / weight,
    ai: ai.intensity / weight,
  };
}

/** The mean of decompositions: of Laspeyres' and Paasche's it is that of Fisher's index, which is their geometric mean. */
export function meanOf(decompositions: readonly Decomposition[]): Decomposition {
  const mean = (effect: Effect): number =>
    sum(decompositions.map((each) => each[effect])) / Math.max(1, decompositions.length);
  return {
    overhead: mean('overhead'),
    mix: mean('mix'),
    mining: mean('mining'),
    ai: mean('ai'),
    use: mean('use'),
  };
}

/** By how much output per resource differs, as a share: 0.3 is 30 % more. */
export const upliftOf = (parts: Decomposition): number => Math.expm1(sum(effects.map((effect) => parts[effect])));

/** The same without what comes of more of the one workload and less of the other. */
export const upliftExMix = (parts: Decomposition): number =>
  Math.expm1(sum(effects.filter((effect) => effect !== 'mix').map((effect) => parts[effect])));

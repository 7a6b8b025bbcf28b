import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

const span = 0x1_0000_0000;

/** A seeded stream of random numbers; the same key gives the same stream. */
export interface Random {
  /** In [0, 1). */
  uniform(): number;
  between(low: number, high: number): number;
  /** An integer in [low, high]. */
  integer(low: number, high: number): number;
  chance(probability: number): boolean;
  /** Standard normal. */
  gauss(): number;
  /** Poisson; from a mean of 30 on, the rounded normal of the same mean and variance. */
  poisson(mean: number): number;
}

/** Mixes any parts into 32 bits, so that every device and day has a stream of its own. */
export function keyOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    for (const character of `${part}|`) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return scramble(hash);
}

/** The stream of a key. */
export function randomOf(...parts: readonly (string | number)[]): Random {
  const generator = xoroshiro128plus(keyOf(...parts));
  const uniform = (): number => (generator.next() >>> 0) / span;
  const open = (): number => ((generator.next() >>> 0) + 0.5) / span;
  const gauss = (): number => Math.sqrt(-2 * Math.log(open())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    integer: (low, high) => low + Math.floor(uniform() * (high - low + 1)),
    chance: (probability) => uniform() < probability,
    gauss,
    poisson: (mean) => (mean < 30 ? countUntil(Math.exp(-mean), open) : roundedNormal(mean, gauss)),
  };
}

function countUntil(limit: number, open: () => number): number {
  let count = 0;
  for (let product = open(); product > limit; product *= open()) count++;
  return count;
}

const roundedNormal = (mean: number, gauss: () => number): number =>
  Math.max(0, Math.round(mean + Math.sqrt(mean) * gauss()));

/** Smooth noise in [-1, 1]: a pure function of key and position, so that history and present agree whoever asks first. */
export function noise(key: number, position: number): number {
  const whole = Math.floor(position);
  const part = position - whole;
  const weight = part * part * (3 - 2 * part);
  return lattice(key, whole) * (1 - weight) + lattice(key, whole + 1) * weight;
}

/** Noise without smoothing: one value in [-1, 1) for each integer. */
export const lattice = (key: number, index: number): number =>
  ((scramble(key ^ Math.imul(index | 0, 0x9e3779b1)) >>> 0) / span) * 2 - 1;

function scramble(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

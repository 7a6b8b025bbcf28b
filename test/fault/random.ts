import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Chance that is the same for the same seed. */
export interface Random {
  /** In [0, 1). */
  uniform(): number;
  /** A whole number from 0 to `end` - 1. */
  below(end: number): number;
  between(least: number, most: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** True with this probability. */
  chance(probability: number): boolean;
  shuffled<Item>(items: readonly Item[]): Item[];
}

/** A seed for each name, so that a scenario run alone makes the same choices as among others. */
export function seedOf(seed: number, name: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const letter of name) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return hash | 0;
}

export function createRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const uniform = (): number => (generator.next() >>> 0) / 2 ** 32;
  const below = (end: number): number => Math.floor(uniform() * end);
  return {
    uniform,
    below,
    between: (least, most) => least + uniform() * (most - least),
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('There is nothing to pick from');
      return item;
    },
    chance: (probability) => uniform() < probability,
    shuffled: (items) =>
      items
        .map((item) => ({ item, rank: uniform() }))
        .toSorted((a, b) => a.rank - b.rank)
        .map(({ item }) => item),
  };
}

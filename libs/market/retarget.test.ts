import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { projectPath } from '#runtime';
import { deriveTerms, type Derived } from './retarget.ts';
import { compact, epochBlocks, parseTargets } from './targets.ts';

const aimedS = 1_209_600;
const maxTarget = 0xffffn << 208n;
const firstMs = Date.UTC(2015, 0, 1);

/** A chain by the rule: when each block came, s, and the target of each epoch. */
interface Chain {
  readonly times: readonly number[];
  readonly targets: readonly bigint[];
}

/** `next` tells the interval to a block of so many in its epoch, s, at a mean of so many. */
function chainOf(epochs: number, next: (mean: number, block: number) => number, growth: number): Chain {
  const targets = [compact(maxTarget / 1_000_000n)];
  const times: number[] = [firstMs / 1000];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const target = targets[epoch] ?? 1n;
    // The hash rate grows by a factor every epoch, so that blocks come faster than is aimed at.
    const rate = Number(maxTarget / 1_000_000n) / Number(target) / growth ** (epoch + 1);
    const mean = 600 * rate;
    for (let block = 0; block < epochBlocks; block++) times.push(Math.round((times.at(-1) ?? 0) + next(mean, block)));
    const first = epoch * epochBlocks;
    const span = (times[first + epochBlocks - 1] ?? 0) - (times[first] ?? 0);
    targets.push(compact((target * BigInt(span)) / BigInt(aimedS)));
  }
  return { times, targets };
}

/** Uniform in [0, 1), the same for a seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Blocks at random, of a hash rate that changes in the middle of each epoch, by a standard deviation of a tenth. */
function randomChain(epochs: number, { seed, growth }: { readonly seed: number; readonly growth: number }): Chain {
  const random = randomOf(seed);
  let change = 0;
  return chainOf(
    epochs,
    (mean, block) => {
      if (block === 0) change = (random() - 0.5) * Math.sqrt(12) * 0.1;
      const here = mean * (block < epochBlocks / 2 ? 1 - change / 2 : 1 + change / 2);
      return -here * Math.log(1 - random());
    },
    growth,
  );
}

const errorsOf = ({ terms }: Derived, { times }: Chain): { off: number; stated: number }[] =>
  terms.map(({ height, from, uncertainS }) => ({ off: from / 1000 - (times[height] ?? NaN), stated: uncertainS }));

/** 64 hexadecimal digits. */
const hashBelow = (target: bigint): string => (target / 3n).toString(16).padStart(64, '0');
const fileOf = (targets: readonly bigint[]): Buffer =>
  Buffer.from(
    `[${targets
      .slice(1)
      .map((target, index) => `["${hashBelow(targets[index] ?? 0n)}", ${target}]`)
      .join(',\n')}]`,
  );

describe('a chain whose blocks come at random', () => {
  const epochs = 24;

  test.each(['forward', 'backward', 'both ways'])('began its epochs within what is stated, derived %s', (way) => {
    const errors = Array.from({ length: 20 }, (_, seed) => {
      const chain = randomChain(epochs, { seed: seed + 1, growth: 1.03 });
      const height = { forward: 0, backward: (epochs - 1) * epochBlocks, 'both ways': 25_000 }[way] ?? 0;
      return errorsOf(deriveTerms(chain.targets, { height, at: (chain.times[height] ?? 0) * 1000 }), chain);
    }).flat();
    const far = errors.filter(({ stated }) => stated > 0);
    expect(errors).toHaveLength(20 * epochs);
    expect(far.filter(({ off, stated }) => Math.abs(off) > stated).length / far.length).toBeLessThan(0.01);
    // Stated is no more than it must be: headers are exact here, and were taken for less.
    const spread = Math.sqrt(far.reduce((sum, { off, stated }) => sum + (off / stated) ** 2, 0) / far.length) * 3;
    expect(spread).toBeGreaterThan(0.5);
    expect(spread).toBeLessThan(1.1);
  });

  test('tells when the subsidy halved within an epoch', () => {
    const chain = randomChain(106, { seed: 7, growth: 1.01 });
    const height = 105 * epochBlocks;
    const { terms } = deriveTerms(chain.targets, { height, at: (chain.times[height] ?? 0) * 1000 });
    const at = terms.findIndex((term) => term.height === 210_000);
    const [before, after] = [terms[at - 1], terms[at]];
    expect([before?.subsidySat, after?.subsidySat]).toEqual([5_000_000_000, 2_500_000_000]);
    expect(before?.difficulty).toBe(after?.difficulty);
    expect(before?.to).toBe(after?.from);
    expect(Math.abs((after?.from ?? 0) / 1000 - (chain.times[210_000] ?? 0))).toBeLessThan(after?.uncertainS ?? 0);
  });
});

test('what is derived misses only the intervals that targets leave out, and rounding, whatever the intervals are', () => {
  const lengths = fc.array(fc.integer({ min: 60, max: 1_800 }), { minLength: 5, maxLength: 12 });
  fc.assert(
    fc.property(lengths, fc.nat(7), (intervals, anchored) => {
      let block = 0;
      const chain = chainOf(8, () => intervals[block++ % intervals.length] ?? 600, 1);
      const height = anchored * epochBlocks;
      const derived = deriveTerms(chain.targets, { height, at: (chain.times[height] ?? 0) * 1000 });
      for (const [epoch, { off }] of errorsOf(derived, chain).entries()) {
        // An interval differs from the mean by 1,740 s at most; three bytes of a target leave 37 s open.
        expect(Math.abs(off)).toBeLessThanOrEqual(Math.abs(epoch - anchored) * (1_740 + 37) + 1);
      }
    }),
    { numRuns: 30 },
  );
});

describe('an epoch whose target was at a bound of the rule', () => {
  const steady = compact(maxTarget / 1_000n);
  const targets = [
    maxTarget,
    maxTarget,
    compact(maxTarget / 2n),
    steady,
    compact(steady / 4n),
    compact(steady / 3n),
    steady,
  ];

  test('ends what can be derived, and is named', () => {
    const late = { height: 5 * epochBlocks, at: firstMs };
    const { terms, stops } = deriveTerms(targets, late);
    expect(terms.map(({ height }) => height / epochBlocks)).toEqual([4, 5]);
    expect(stops).toEqual({ before: expect.stringMatching(/^6048: .*fourfold/), behind: null });
  });

  test.each([
    [0, /stayed 1/],
    [3 * epochBlocks + 5, /fourfold/],
    [6 * epochBlocks, /no target behind/],
  ])('refuses block %d as the anchor', (height, reason) => {
    expect(() => deriveTerms(targets, { height, at: firstMs })).toThrow(reason);
  });
});

describe('a list of targets', () => {
  const { targets } = chainOf(3, (mean) => mean, 1);

  test('is read to the last digit', () => {
    const all = [maxTarget, maxTarget / 3n, maxTarget / 7n];
    expect(parseTargets(fileOf(all))).toEqual(all);
  });

  test.each<[string, Buffer, RegExp]>([
    ['that is another file', Buffer.from('{"a": 1}'), /not a list/],
    ['that is cut', fileOf([maxTarget, maxTarget / 3n]).subarray(0, 90), /not a list/],
    ['with a jump', fileOf([maxTarget, ...targets]), /entry 0: .*factor of 4/],
    ['with a hash above the target', Buffer.from(`[["${'f'.repeat(64)}", ${maxTarget}]]`), /entry 0: .*hash/],
  ])('%s is refused', (_, body, reason) => {
    expect(() => parseTargets(body)).toThrow(reason);
  });
});

const real = projectPath('../shared/data/bitcoin/checkpoints.json');
(existsSync(real) ? describe : describe.skip)("Bitcoin's own targets", () => {
  /** Times in the headers of well-known blocks: the halvings. */
  const halvings: readonly (readonly [height: number, time: string])[] = [
    [210_000, '2012-11-28T15:24:38Z'],
    [420_000, '2016-07-09T16:46:13Z'],
    [630_000, '2020-05-11T19:23:43Z'],
    [840_000, '2024-04-20T00:09:27Z'],
  ];
  const derive = (height: number, time: string): Derived =>
    deriveTerms(parseTargets(readFileSync(real)), { height, at: Date.parse(time) });

  test.each(halvings)('date the other halvings within what is stated, by the time of block %d', (height, time) => {
    const { terms } = derive(height, time);
    for (const [other, known] of halvings) {
      const term = terms.find((each) => each.height === other);
      expect(term).toBeDefined();
      expect(Math.abs((term?.from ?? 0) - Date.parse(known)) / 1000).toBeLessThanOrEqual(term?.uncertainS ?? -1);
    }
  });

  test('give the difficulty of each epoch, and reach back to the one that rose fourfold in 2010', () => {
    const { terms, stops } = derive(840_000, '2024-04-20T00:09:27Z');
    expect(terms.find(({ height }) => height === 822_528)?.difficulty).toBeCloseTo(72_006_146_478_567.1, 1);
    expect(terms[0]?.height).toBe(68_544);
    expect(stops.before).toMatch(/^66528: .*fourfold/);
    expect(stops.behind).toBeNull();
  });

  test('tell nothing by the first block, whose difficulty stayed 1', () => {
    expect(() => derive(0, '2009-01-03T18:15:05Z')).toThrow(/block 0: .*stayed 1/);
  });
});

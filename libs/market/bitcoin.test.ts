import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { projectPath } from '#runtime';
import { difficultyOf, expectedBlocksPerPhDay, hashpriceBtc, networkHashrate, subsidySat } from './bitcoin.ts';

test.each([
  [0, 50],
  [839_999, 6.25],
  [840_000, 3.125],
  [1_049_999, 3.125],
  [1_050_000, 1.5625],
  [210_000 * 33, 0],
  [210_000 * 200, 0],
])('the subsidy at height %i is %f BTC', (height, btc) => {
  expect(subsidySat(height)).toBe(Math.floor(btc * 1e8));
});

test('a subsidy that halves to a fraction of a satoshi is rounded down', () => {
  expect(subsidySat(210_000 * 10)).toBe(4_882_812);
});

describe('hashprice', () => {
  test.each([
    [1e14, 0, 62.86427],
    [124_932_866_006_548.16, 3_000_000, 50.8015],
  ])('at difficulty %f and fees of %i sat', (difficulty, feeSat, usd) => {
    expect(hashpriceBtc({ difficulty, subsidySat: 312_500_000, feeSat }) * 100_000).toBeCloseTo(usd, 4);
  });

  test('is the expected blocks times what they pay', () => {
    expect(expectedBlocksPerPhDay(1e14) * 3.125).toBeCloseTo(
      hashpriceBtc({ difficulty: 1e14, subsidySat: 312_500_000, feeSat: 0 }),
      15,
    );
  });
});

test('a network that finds a block every ten minutes has the hash rate of its difficulty', () => {
  expect(networkHashrate(124_932_866_006_548.16, 600) / 1e18).toBeCloseTo(894.304, 3);
});

test('the easiest target is difficulty 1', () => {
  expect(difficultyOf(0xffffn << 208n)).toBe(1);
});

const checkpoints = projectPath('../shared/data/bitcoin/checkpoints.json');
const isThere = existsSync(checkpoints);
(isThere ? test : test.skip)(
  `targets of the chain give its difficulties${isThere ? '' : ` (skipped: ${checkpoints} is not there)`}`,
  () => {
    const targets = [...readFileSync(checkpoints, 'utf8').matchAll(/\b(\d{20,})\b/g)].map(([digits]) => BigInt(digits));
    expect(difficultyOf(targets[0] ?? 1n)).toBe(1);
    expect(difficultyOf(targets[407] ?? 1n)).toBeCloseTo(72_006_146_478_567.1, 1);
  },
);

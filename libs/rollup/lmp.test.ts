import { describe, expect, test } from '@jest/globals';
import { noBill } from './bill.ts';
import type { PriceRow } from './inputs.ts';
import { lmpOf, priceFacts } from './lmp.ts';

const minute = 60_000;
const range = { from: 0, to: 15 * minute };
const row = (from: number, to: number, price: number, more: Partial<PriceRow> = {}): PriceRow => ({
  start_ms: from * minute,
  end_ms: to * minute,
  product: 'RT5',
  rows: 1,
  price,
  energy: price - 3,
  congestion: 2,
  loss: 1,
  ...more,
});
const e12 = 10n ** 12n;

describe('the parts of a price', () => {
  test('are known where all of them and the price are, in the latest revision', () => {
    const { parts } = lmpOf(
      [row(0, 5, 40), row(5, 10, 40, { loss: null }), row(10, 15, 40, { loss: null }), row(10, 15, 50)],
      range,
    );
    for (const means of Object.values(parts)) expect([...means.keys()]).toEqual([0, 2]);
    expect(parts.energy.get(2)).toBe(47n * e12);
    const revised = lmpOf([row(0, 5, 40), row(0, 5, 41, { energy: null })], range);
    expect(revised.parts.price.size).toBe(0);
  });

  test('do not decide whether a price is below 0, and a price of 0 is not', () => {
    const { negative } = lmpOf(
      [row(0, 5, -0.01, { energy: null }), row(5, 10, 0), row(10, 15, 5, { energy: -1 })],
      range,
    );
    expect([...negative]).toEqual([[0, -(e12 / 100n)]]);
  });
});

test('a credit is what a negative cost is, and the time of the price is that of the site alone', () => {
  const bills = new Map([['', noBill]]);
  const lmp = {
    negative: bills,
    parts: { price: bills, energy: bills, congestion: bills, loss: bills },
    negativeMs: 7,
  };
  const cost = { cost: -5n, pricedJ: 3n, pricedMs: 2 };
  const facts = { negative_j: 3n, negative_ms: 2, negative_credit: 5n };
  expect(priceFacts(lmp, '', () => cost)).toMatchObject({ ...facts, negative_price_ms: 7 });
  expect(priceFacts(lmp, 'a', () => cost)).toMatchObject({ ...facts, negative_price_ms: 0 });
});

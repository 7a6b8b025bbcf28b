import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Bucket } from './bucket.ts';
import { minedOf, notMined, rewardsOf } from './coins.ts';
import { paymentsOf } from './payments.ts';
import { nothingKnown, knownCost, type PowerCost, tariffPrices } from './tariff.ts';

const quarterMs = 900_000;
const one = 10n ** 12n;

const bucket = (from = 0): Bucket => ({
  from,
  to: from + quarterMs,
  dueFrom: from,
  dueTo: from + quarterMs,
  dueMs: quarterMs,
  longestMs: 0,
  readings: 1,
  marketRows: 0,
  eventRows: 0,
  version: 1n,
});

const power: PowerCost = {
  cost: 100n * one,
  credit: 10n * one,
  joules: 8_000n,
  ms: quarterMs,
  demandRateTime: 0n,
  fixedTime: 0n,
  tariffMs: quarterMs,
  invoiced: 0n,
  invoiceMs: 0,
};

describe('what is mined', () => {
  const site = { m0J: 8_000n, m0Ms: quarterMs, facilityJ: 10_000n };
  const mining = { joules: 2_500n, other: 1_000_000n, ms: quarterMs };
  const sources = { reward: 1e-18, mining, site, power, dueMs: quarterMs };

  test('bears its part of the cost of each 15 minutes, so that what runs when power is cheap costs less than the mean', () => {
    const cheap = minedOf(sources);
    expect(cheap).toMatchObject({ joules: 2_000n, cost: 25n * one, credit: (5n * one) / 2n, ms: quarterMs });
    const dear = minedOf({ ...sources, mining: { ...mining, joules: 0n }, power: { ...power, cost: 900n * one } });
    expect(dear).toMatchObject({ joules: 0n, cost: 0n });
  });

  test('is nothing, and known, where the site stands still', () => {
    const still = {
      ...sources,
      site: { ...site, m0J: 0n, facilityJ: 0n },
      mining: { ...mining, joules: 0n, other: 0n },
    };
    expect(minedOf(still)).toEqual({ ...notMined, ms: quarterMs });
  });

  test.each([
    ['shares', { mining: { ...mining, ms: 0.8 * quarterMs } }],
    ['the reward', { reward: 0 }],
    ['the price', { power: { ...power, ms: 0.5 * quarterMs } }],
    ['the energy of the grid', { site: { ...site, m0Ms: 0 } }],
  ])('is unknown where too little is covered of %s', (_, gap) => {
    expect(minedOf({ ...sources, ...gap })).toEqual(notMined);
  });

  test('is worth what the latest row of the chain says, without a price of bitcoin, for a day', () => {
    const row = { observed_ms: 0, difficulty: 1e14, subsidy_sat: 312_500_000, fee_sat: 0, price_usd: null };
    const dayMs = 86_400_000;
    const [fresh, old] = rewardsOf([bucket(), bucket(dayMs)], [row, { ...row, observed_ms: 1000, difficulty: null }]);
    expect(fresh).toBeCloseTo(312_500_000 / (1e14 * 2 ** 32), 25);
    expect(old).toBe(0);
  });
});

test('a cost of which a part is of a month is not known of its 15 minutes', () => {
  expect(knownCost(power)).toMatchObject({ cost: 100n * one, ms: quarterMs });
  for (const part of [{ demandRateTime: 1n }, { fixedTime: 1n }, { invoiceMs: 1 }])
    expect(knownCost({ ...power, ...part })).toEqual(nothingKnown);
});

test('a slice is priced at its tariff, taxes on energy and delivery, and not credited twice where an invoice has the credits', () => {
  const tariff = {
    energy_adder_per_mwh: 1,
    delivery_per_mwh: 9,
    tax_per_mwh: 2,
    tax_share: 0.1,
    credit_per_mwh: 3,
    demand_per_kw: 0,
    cp_per_kw_year: 0,
    cp_billed_kw: 0,
    cp_months: [6],
    cp_interval_min: 15 as const,
    from: 300_000,
    to: Infinity,
  };
  const invoice = { what: 'power' as const, amount: 1, booked: 'cost' as const, from: 600_000, to: Infinity };
  const market = new Map([0, 1, 2].map((slice) => [slice, -20n * one]));
  const facts = { tariffs: [tariff], invoices: [invoice] } as unknown as Parameters<typeof tariffPrices>[1];
  const { charged, credited } = tariffPrices(market, facts, { from: 0, to: quarterMs });
  // At -20 the tax lowers what is due: (-20 + 10) * 1.1 + 2.
  expect([...charged]).toEqual([
    [1, -9n * one],
    [2, -9n * one],
  ]);
  expect([...credited]).toEqual([
    [1, 3n * one],
    [2, 0n],
  ]);
});

test('what programmes pay is revenue or a lower cost, and nothing of it both', () => {
  const payment = fc.record({
    programme: fc.constantFrom('ancillary' as const, 'ers' as const),
    block: fc.constant(''),
    mw: fc.integer({ min: 0, max: 100 }),
    per_mw_h: fc.integer({ min: 0, max: 50 }),
    availability: fc.constant(1),
    deployment: fc.constant(0),
    booked: fc.constantFrom('cost' as const, 'revenue' as const),
    from: fc.constant(0),
    to: fc.constant(quarterMs),
  });
  fc.assert(
    fc.property(fc.array(payment, { maxLength: 8 }), (payments) => {
      const { ancillary, ers, credit } = paymentsOf(bucket(), payments);
      const all = payments.reduce((sum, { mw, per_mw_h }) => sum + mw * per_mw_h, 0);
      expect(ancillary.revenue + ers.revenue + credit).toBe((BigInt(all) * one) / 4n);
      expect(ancillary.ms).toBe(payments.some(({ programme }) => programme === 'ancillary') ? quarterMs : 0);
    }),
  );
});

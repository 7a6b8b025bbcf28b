import { expect, test } from '@jest/globals';
import type { Balance } from './balance.ts';
import type { Bucket } from './bucket.ts';
import type { Inventory } from './inventory.ts';
import { supplyFacts } from './supply.ts';

const quarterMs = 900_000;
const from = Date.parse('2026-06-10T22:00:00Z');
const bucket = { from, to: from + quarterMs, dueFrom: from, dueTo: from + quarterMs, dueMs: quarterMs } as Bucket;
const always = { from: -Infinity, to: Infinity };

const inventory = (facts: Partial<Inventory['facts']>): Inventory =>
  ({ zone: 'UTC', facts: { generators: [], loss_factors: [], off_peak: [], ...facts } }) as unknown as Inventory;
const balance = (more: Partial<Balance>): Balance =>
  ({
    hall: '',
    facilityJ: 900n,
    facilityMs: quarterMs,
    generatedJ: 600n,
    generatedMs: quarterMs,
    exportedJ: 100n,
    ...more,
  }) as Balance;

test('generation is held against what is rated while it is rated', () => {
  const commissioned = { id: 'b', mw: 2, from: from + quarterMs / 3, to: Infinity };
  const rated = inventory({ generators: [{ id: 'a', mw: 1, ...always }, commissioned] });
  expect(supplyFacts(rated, bucket, balance({}), undefined)).toMatchObject({
    generated_j: 600n,
    generated_ms: quarterMs,
    capacity_j: (900n + 1200n) * 10n ** 6n * 10n ** 12n,
  });
  expect(supplyFacts(inventory({}), bucket, balance({}), undefined)).toMatchObject({ generated_ms: 0, capacity_j: 0n });
});

test('what is exported is not used, and more than was generated is not set against other quarters', () => {
  expect(supplyFacts(inventory({}), bucket, balance({}), undefined)).toMatchObject({
    local_j: 500n,
    local_facility_j: 900n,
  });
  expect(supplyFacts(inventory({}), bucket, balance({ exportedJ: 700n }), undefined)).toMatchObject({ local_j: 0n });
  expect(supplyFacts(inventory({}), bucket, balance({ generatedMs: 0 }), undefined)).toMatchObject({ local_ms: 0 });
});

test('losses are avoided on what is used, by the factors in force as the quarter of an hour begins; without any nothing is known', () => {
  const factors = (grid: number, local: number, span: object = {}) => ({
    grid,
    local,
    basis: 'average' as const,
    ...always,
    ...span,
  });
  const avoided = (some: Partial<Inventory['facts']>) => supplyFacts(inventory(some), bucket, balance({}), undefined);
  const told = [factors(0.08, 0.02, { to: from + 1 }), factors(0.5, 0, { from: from + 1 })];
  expect(avoided({ loss_factors: told })).toMatchObject({ avoided_loss_j: 30n, avoided_loss_ms: quarterMs });
  expect(avoided({ loss_factors: [factors(0.01, 0.02)] })).toMatchObject({ avoided_loss_j: -5n });
  expect(avoided({})).toMatchObject({ avoided_loss_j: 0n, avoided_loss_ms: 0 });
});

test('AI energy is told by the calendar, and where it or the calendar is not known nothing is', () => {
  const nights = inventory({ off_peak: [{ ...always, start: '22:00', end: '06:00' }] });
  const days = inventory({ off_peak: [{ ...always, start: '06:00', end: '22:00' }] });
  expect(supplyFacts(nights, bucket, balance({}), 70n)).toMatchObject({
    calendar_ai_j: 70n,
    offpeak_ai_j: 70n,
    offpeak_ms: quarterMs,
  });
  expect(supplyFacts(days, bucket, balance({}), 70n)).toMatchObject({
    calendar_ai_j: 70n,
    offpeak_ai_j: 0n,
    offpeak_ms: 0,
  });
  for (const facts of [
    supplyFacts(nights, bucket, balance({}), undefined),
    supplyFacts(inventory({}), bucket, balance({}), 70n),
  ])
    expect(facts).toMatchObject({ calendar_ai_j: 0n, calendar_ms: 0, offpeak_ms: 0 });
});

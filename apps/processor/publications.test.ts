import { beforeEach, expect, test } from '@jest/globals';
import type { RollupSite } from '#rollup';
import { ManualClock, silentLogger } from '#runtime';
import { partitionOf, type PartitionBounds, type Position } from '#stream';
import { Publications } from './publications.ts';
import { createSelfMetrics } from './self-metrics.ts';

const partitions = 2;
const named = (partition: number): string =>
  Array.from({ length: 100 }, (_, index) => `name-${index}`).find(
    (name) => partitionOf(name, partitions) === partition,
  ) ?? '';
const site = (id: string, feed?: string): RollupSite => ({
  id,
  zone: 'UTC',
  units: [],
  market: { chain: null, power: feed === undefined ? null : { feed }, carbon: null, marginal: null },
});
const [first, second] = [site(named(0)), site(named(1))];

let clock: ManualClock;
/** By topic, where its partitions end and what of them is committed. */
let ends: Record<string, readonly bigint[]>;
let committed: Record<string, readonly bigint[]>;
let told: Map<string, number | undefined>;
let publications: Publications;

const openFor = (sites: readonly RollupSite[], ours: readonly number[] = [0, 1]): Publications =>
  new Publications({
    clock,
    logger: silentLogger,
    metrics: createSelfMetrics(),
    partitions,
    everyMs: 1000,
    isOurs: (partition) => ours.includes(partition),
    rollup: {
      publish: (rolledUpTo) => {
        told = new Map(sites.map((each) => [each.id, rolledUpTo(each)]));
        return Promise.resolve(0);
      },
    },
    stream: {
      bounds: (topic) =>
        Promise.resolve(
          [0, 1].map((partition): PartitionBounds => ({ partition, first: 0n, next: ends[topic]?.[partition] ?? 0n })),
        ),
      committed: (_, topic) =>
        Promise.resolve(
          new Map((committed[topic] ?? []).map((offset, at): [number, Position] => [at, { offset, metadata: '' }])),
        ),
    },
  });

async function lookAfter(ms: number): Promise<void> {
  clock.advance(ms);
  await publications.look();
}

beforeEach(() => {
  clock = new ManualClock(0);
  ends = { 'telemetry.asic': [10n, 0n], 'telemetry.meter': [5n, 0n] };
  committed = { 'telemetry.asic': [10n], 'telemetry.meter': [5n] };
  publications = openFor([first, second]);
});

test('nothing is published before it is known what is committed', async () => {
  await lookAfter(1000);
  expect([...told.values()]).toEqual([undefined, undefined]);
  await lookAfter(1000);
  expect([...told.values()]).toEqual([1000, 1000]);
});

test('while what the log held is not committed in every topic, time stands still for its partition alone', async () => {
  committed = { 'telemetry.asic': [10n], 'telemetry.meter': [4n] };
  await lookAfter(1000);
  ends = { 'telemetry.asic': [30n, 0n], 'telemetry.meter': [20n, 0n] };
  await lookAfter(1000);
  expect([...told.values()]).toEqual([undefined, 1000]);
  // Up to where it ended a second after the start; what came since is still under way.
  committed = { 'telemetry.asic': [12n], 'telemetry.meter': [5n] };
  await lookAfter(1000);
  expect([...told.values()]).toEqual([1000, 2000]);
  await lookAfter(1000);
  expect([...told.values()]).toEqual([1000, 3000]);
  committed = { 'telemetry.asic': [30n], 'telemetry.meter': [20n] };
  await lookAfter(1000);
  expect([...told.values()]).toEqual([3000, 4000]);
});

test('a site whose partition another processor has is left to it', async () => {
  publications = openFor([first, second], [1]);
  await lookAfter(1000);
  await lookAfter(1000);
  expect([...told.values()]).toEqual([undefined, 1000]);
});

test('a site waits for its prices too, whoever loads them', async () => {
  const priced = site(named(1), named(0));
  publications = openFor([priced], [1]);
  committed = { 'telemetry.asic': [10n] };
  await lookAfter(1000);
  await lookAfter(1000);
  expect(told.get(priced.id)).toBeUndefined();
  committed = { 'telemetry.asic': [10n], 'telemetry.meter': [5n] };
  await lookAfter(1000);
  expect(told.get(priced.id)).toBe(1000);
});

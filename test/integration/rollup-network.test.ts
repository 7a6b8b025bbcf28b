import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { subsidySat } from '#market';
import { reconcileRollups } from '#rollup';
import { silentLogger } from '#runtime';
import type { Store } from '#store';
import { type Bench, type Columns, insertRows, minuteMs, openBench, openStack } from './rollup-stack.ts';

let store: Store;
let stop: () => Promise<void>;
let openStore: (database: string) => Store;
beforeAll(async () => ({ store, openStore, stop } = await openStack()));
afterAll(() => stop());

const noon = Date.UTC(2026, 5, 10, 12);
const minute = (count: number): number => noon + count * minuteMs;
const feed = 'chain:mempool';
/** Both sites have the same feed: the second looks at an hour of its own. */
const later = 24 * 60;

const file = (id: string, pools = ''): string => `
site: { id: ${id}, zone: UTC }
market: { chain: { url: 'http://127.0.0.1/c' } }
${pools}
devices:
  - { id: p-0, kind: sunspec, address: '127.0.0.1:4004', point: M0 }
`;

/** An hour of a meter, so that there are buckets. */
const load = (bench: Bench, from = 0): Promise<void> =>
  bench.load([{ class: 'meter', device: 'p-0', from: minute(from), to: minute(from + 60), columns: { import_j: 1 } }]);

interface Told {
  readonly height: number;
  readonly span: readonly [number, number];
  readonly hash?: string;
  readonly pool?: string;
  /** Minutes after noon. */
  readonly known?: number;
}
const tell = (blocks: readonly Told[]): Promise<void> =>
  insertRows(
    store,
    'market_block',
    blocks.map(({ height, span, hash = `${height}`, pool, known = 60 }) => ({
      site: feed,
      started_at: minute(span[0]),
      ended_at: minute(span[1]),
      found_at: minute(span[1] + 50),
      known_at: minute(known),
      height,
      hash,
      difficulty: 1e14,
      subsidy_sat: subsidySat(height),
      fee_sat: 1000,
      pool,
    })),
  );

const quarters = async (bench: Bench): Promise<Columns[]> => {
  await bench.rollup.pollRevisions();
  await bench.rollup.recompute({ isWhole: true });
  return bench.rows('rollup_site', `grain = '15m' AND hall = ''`);
};

test('blocks make the buckets of their time stale when they are told, and again when another chain replaces them', async () => {
  const bench = await openBench(store, file('reorganised'), minute(600));
  await load(bench);
  expect((await quarters(bench)).map(({ blocks, blocks_ms }) => [blocks, blocks_ms])).toEqual(
    Array.from({ length: 4 }, () => [0, 0]),
  );
  await tell([
    { height: 900_000, span: [-10, 10], pool: 'a' },
    { height: 900_001, span: [10, 29], pool: 'b' },
    { height: 900_002, span: [29, 60], pool: 'a' },
  ]);
  const before = await quarters(bench);
  expect(before.map(({ blocks }) => blocks)).toEqual([1, 1, 0, 1]);
  expect(before.map(({ blocks_ms }) => blocks_ms)).toEqual(Array.from({ length: 4 }, () => 15 * minuteMs));
  // The rival ends in another bucket than the block that it replaces.
  await tell([
    { height: 900_001, span: [10, 31], hash: 'rival', pool: 'c', known: 70 },
    { height: 900_002, span: [31, 60], hash: 'rival too', known: 70 },
  ]);
  const after = await quarters(bench);
  expect(after.map(({ blocks }) => blocks)).toEqual([1, 0, 1, 1]);
  expect(after.map(({ orphans }) => orphans)).toEqual([0, 0, 1, 1]);
  const [hour] = await bench.rows('rollup_site', `grain = 'hour' AND hall = ''`);
  const { differences } = await reconcileRollups({
    store,
    openStore,
    clock: bench.clock,
    logger: silentLogger,
    sites: ['reorganised'],
    settleMs: 0,
    repairs: false,
  });
  expect(differences).toEqual([]);
  expect(hour).toMatchObject({ blocks: 3, orphans: 2, pool_blocks: { a: 1, c: 1 }, block_diff: 3e14 });
});

test('a pool that is registered later, or for another time, makes its buckets stale', async () => {
  const bench = await openBench(store, file('pooled'), minute(600));
  await load(bench, later);
  await tell([{ height: 900_100, span: [later - 5, later + 65], pool: 'ours' }]);
  expect((await quarters(bench)).map(({ own_ms }) => own_ms)).toEqual([0, 0, 0, 0]);
  const pools = `pools: [{ slug: ours, hashrate_ehs: 1, from: '2026-06-11T12:30:00Z' }]`;
  const registered = await openBench(store, file('pooled', pools), minute(600));
  const since = await quarters(registered);
  expect(since.map(({ own_ms }) => own_ms)).toEqual([0, 0, 15 * minuteMs, 15 * minuteMs]);
});

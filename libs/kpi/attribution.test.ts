import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { attribute, type Attribution } from './attribution.ts';
import type { BoardQuarter, BusyBoard, HoldingRun } from './holdings.ts';

const quarterMs = 900_000;
const start = Date.UTC(2026, 5, 10);
const site = { id: 's', zone: 'UTC', currency: 'USD' };

const quarter = (board: string, at = 0, more: Partial<BoardQuarter> = {}): BoardQuarter => ({
  start_ms: start + at * quarterMs,
  place: 'a',
  board,
  energy_j: 90_001,
  energy_ms: quarterMs,
  expected_ms: quarterMs,
  ...more,
});
const run = (owner: string, names: string, more: Partial<HoldingRun> = {}): HoldingRun => ({
  job_id: `${owner}-job`,
  owner,
  place: '',
  names,
  gpus: 1,
  board_share: 1,
  from_ms: start,
  to_ms: start + quarterMs,
  ...more,
});
const sharesOf = (rows: readonly Attribution[]): unknown[] =>
  rows.map(({ name, energyJ, gpuMs }) => [name, energyJ, gpuMs]);

test('a board goes to who held it, by time, and what is left to nobody', () => {
  const runs = [run('ann', 'g/0', { to_ms: start + quarterMs / 3 })];
  expect(sharesOf(attribute({ boards: [quarter('g/0'), quarter('g/1')], runs }, { site, by: 'tenant' }))).toEqual([
    ['ann', 30_000, 300_000],
    [null, 150_002, 1_500_000],
  ]);
});

test('instances of a divided board have their slices of its energy, which is counted once', () => {
  const runs = [run('ann', 'g/0', { board_share: 3 / 7 }), run('bob', 'g/0', { board_share: 2 / 7 })];
  expect(sharesOf(attribute({ boards: [quarter('g/0', 0, { energy_j: 700 })], runs }, { site, by: 'tenant' }))).toEqual(
    [
      ['ann', 300, 385_714],
      ['bob', 200, 257_143],
      [null, 200, 257_143],
    ],
  );
});

const busyBoard = (...activeMs: readonly number[]): BusyBoard => ({
  knownMs: quarterMs,
  instances: [3, 2, 1].map((slices, index) => ({ id: String(index + 1), slices, activeMs: activeMs[index] ?? 0 })),
});
const busyAt = (busy: BusyBoard): Map<string, BusyBoard> => new Map([[`${start} g/0`, busy]]);
const onInstances = [
  run('ann', 'g/0:1', { board_share: 3 / 7 }),
  run('bob', 'g/0:2', { board_share: 2 / 7 }),
  run('cat', 'g/0:3', { board_share: 1 / 7, to_ms: start + quarterMs / 2 }),
];
const dividedOf = (rows: readonly Attribution[]): unknown[] =>
  rows.map(({ name, energyJ, dividedJ }) => [name, energyJ, dividedJ.activity, dividedJ.slices]);

describe('the energy of a divided board', () => {
  const boards = [quarter('g/0', 0, { energy_j: 10_001 })];
  const split = (busy: BusyBoard, runs = onInstances) =>
    dividedOf(attribute({ boards, runs, busy: busyAt(busy) }, { site, by: 'tenant' }));

  test('goes to instances by activity times slices, and of an instance to who held it by time', () => {
    // 3 × 100,000 to 2 × 200,000 to 1 × 300,000: 3 to 4 to 3 of 10,001 J; the last is held for half of the time.
    expect(split(busyBoard(100_000, 200_000, 300_000))).toEqual([
      ['ann', 3000, 3000, 0],
      ['bob', 4001, 4001, 0],
      ['cat', 1500, 1500, 0],
      [null, 1500, 1500, 0],
    ]);
  });

  test('goes by slices where nothing was active', () => {
    expect(split(busyBoard(0, 0, 0))).toEqual([
      ['ann', 4286, 0, 4286],
      ['bob', 2858, 0, 2858],
      ['cat', 714, 0, 714],
      [null, 2143, 0, 2143],
    ]);
  });

  test.each<[string, BusyBoard, HoldingRun[]]>([
    ['activity is known for too little of the time', { ...busyBoard(9, 9, 9), knownMs: 0.8 * quarterMs }, onInstances],
    ['a run does not say which instance it has', busyBoard(9, 9, 9), [run('ann', 'g/0', { board_share: 3 / 7 })]],
    ['a run has an instance that is not known', busyBoard(9, 9, 9), [run('ann', 'g/0:5', { board_share: 3 / 7 })]],
  ])('goes by slices where %s', (_, busy, runs) => {
    const rows = split(busy, runs);
    expect(rows[0]).toEqual(['ann', 4286, 0, 4286]);
  });

  test('is all of one who has the whole board, whichever of its instances was busy', () => {
    expect(split(busyBoard(0, 7, 0), [run('ann', 'g')])).toEqual([
      ['ann', 10_001, 10_001, 0],
      [null, 0, 0, 0],
    ]);
  });

  test('is not said to be split where the board is whole', () => {
    expect(dividedOf(attribute({ boards, runs: [run('ann', 'g')] }, { site, by: 'tenant' }))[0]).toEqual([
      'ann',
      10_001,
      0,
      0,
    ]);
  });
});

test('a board that two have whole is shared between them, and leaves nothing over', () => {
  const runs = [run('ann', 'g'), run('bob', 'g/0')];
  expect(sharesOf(attribute({ boards: [quarter('g/0', 0, { energy_j: 100 })], runs }, { site, by: 'job' }))).toEqual([
    ['ann-job', 50, 450_000],
    ['bob-job', 50, 450_000],
    [null, 0, 0],
  ]);
});

test('what a run without a tenant held is nobody’s by tenant, and its own by job', () => {
  const runs = [run('', 'g/0')];
  const of = (by: 'tenant' | 'job') =>
    attribute({ boards: [quarter('g/0')], runs }, { site, by }).filter(({ energyJ }) => energyJ > 0);
  expect(sharesOf(of('tenant'))).toEqual([[null, 90_001, quarterMs]]);
  expect(sharesOf(of('job'))).toEqual([['-job', 90_001, quarterMs]]);
});

test('days are those of the site, and tell how much of the energy is known', () => {
  const berlin = { ...site, zone: 'Europe/Berlin' };
  const boards = [quarter('g/0', 87, { energy_ms: 0, energy_j: 0 }), quarter('g/0', 88)];
  const rows = attribute(
    { boards, runs: [run('ann', 'g', { to_ms: start + 100 * quarterMs })] },
    { site: berlin, by: 'tenant' },
  );
  expect(rows.filter(({ name }) => name === 'ann')).toMatchObject([
    { start: start - 2 * 3_600_000, end: start + 22 * 3_600_000, energyJ: 0, coverage: 0 },
    { start: start + 22 * 3_600_000, energyJ: 90_001, coverage: 1 },
  ]);
});

test('the parts add up to the boards, to the joule and millisecond, whatever runs say', () => {
  const boards = ['g/0', 'g/1', 'h/0'].flatMap((board) => [0, 1].map((at) => quarter(board, at)));
  const runs = fc.array(
    fc.record({
      owner: fc.constantFrom('ann', 'bob', ''),
      names: fc.constantFrom('g', 'g/0', 'g/0:1', 'g/0:1 g/0:2 g/1:3', 'g/0 h', 'h/0 nowhere', ''),
      gpus: fc.integer({ min: 1, max: 5 }),
      board_share: fc.constantFrom(1, 1 / 7, 3 / 7),
      from: fc.integer({ min: -quarterMs, max: 2 * quarterMs }),
      length: fc.integer({ min: 1, max: 3 * quarterMs }),
    }),
  );
  const activity = fc.dictionary(
    fc.constantFrom(...boards.map(({ start_ms, board }) => `${start_ms} ${board}`)),
    fc
      .tuple(fc.nat(quarterMs), fc.nat(quarterMs), fc.nat(9))
      .map(([first, second, third]) => busyBoard(first, second, third)),
  );
  fc.assert(
    fc.property(runs, activity, fc.constantFrom('tenant' as const, 'job' as const), (told, active, by) => {
      const busy = new Map(Object.entries(active));
      const held = told.map(({ owner, names, gpus, board_share, from, length }) =>
        run(owner, names, { gpus, board_share, place: 'a', from_ms: start + from, to_ms: start + from + length }),
      );
      const ordered = boards.toSorted((a, b) => a.start_ms - b.start_ms);
      const rows = attribute({ boards: ordered, runs: held, busy }, { site, by });
      expect(rows.reduce((sum, { energyJ }) => sum + energyJ, 0)).toBe(6 * 90_001);
      expect(rows.reduce((sum, { gpuMs }) => sum + gpuMs, 0)).toBe(6 * quarterMs);
      for (const { energyJ, dividedJ } of rows)
        expect(energyJ - dividedJ.activity - dividedJ.slices).toBeGreaterThanOrEqual(0);
      for (const { energyJ, gpuMs } of rows) expect(Math.min(energyJ, gpuMs)).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('a long look at many runs, in any order, finds what each quarter of an hour by itself does', () => {
  const boards = Array.from({ length: 12 }, (_, at) => ['g/0', 'g/1', 'h/0'].map((board) => quarter(board, at))).flat();
  const runs = fc.array(
    fc.record({
      owner: fc.constantFrom('ann', 'bob', 'cy'),
      names: fc.constantFrom('g', 'g/0', 'h/0', ''),
      gpus: fc.integer({ min: 1, max: 3 }),
      from: fc.integer({ min: -2 * quarterMs, max: 12 * quarterMs }),
      length: fc.integer({ min: 1, max: 8 * quarterMs }),
    }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(runs, (told) => {
      const held = told.map(({ owner, names, gpus, from, length }) =>
        run(owner, names, { gpus, place: 'a', from_ms: start + from, to_ms: start + from + length }),
      );
      const plain = new Map<string | null, [number, number]>();
      for (const at of new Set(boards.map(({ start_ms }) => start_ms))) {
        const here = held.filter(({ from_ms, to_ms }) => from_ms < at + quarterMs && to_ms > at);
        const ofQuarter = boards.filter(({ start_ms }) => start_ms === at);
        for (const { name, energyJ, gpuMs } of attribute({ boards: ofQuarter, runs: here }, { site, by: 'tenant' })) {
          const [energy, time] = plain.get(name) ?? [0, 0];
          plain.set(name, [energy + energyJ, time + gpuMs]);
        }
      }
      const swept = attribute({ boards, runs: held }, { site, by: 'tenant' });
      expect(new Map(swept.map(({ name, energyJ, gpuMs }) => [name, [energyJ, gpuMs]]))).toEqual(plain);
    }),
  );
});

import { beforeEach, expect, test } from '@jest/globals';
import type { Checkpoint, PartitionLoader } from '#load';
import type { Recomputed } from '#rollup';
import { ManualClock, silentLogger } from '#runtime';
import type { Member, Position } from '#stream';
import { Checkpoints } from './checkpoints.ts';
import { createSelfMetrics } from './self-metrics.ts';

const topic = 'telemetry.asic';
const isWhole = false;

/** Messages below this offset are stored. */
let stored: bigint;
let committed: bigint[];
let answers: Recomputed[];
let checkpoints: Checkpoints;

function roll(): {
  readonly rolling: Promise<boolean>;
  readonly end: (areWhole: boolean) => void;
  readonly fail: () => void;
} {
  let [end, fail]: [(areWhole: boolean) => void, () => void] = [() => undefined, () => undefined];
  const rolling = new Promise<boolean>((resolve, reject) => {
    [end, fail] = [resolve, () => reject(new Error('away'))];
  });
  return { rolling, end: (areWhole) => end(areWhole), fail: () => fail() };
}

/** Lets everything run that is ready. */
const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

beforeEach(() => {
  [stored, committed, answers] = [7n, [], []];
  checkpoints = new Checkpoints({
    clock: new ManualClock(0),
    logger: silentLogger,
    metrics: createSelfMetrics(),
    pauseMs: 500,
    rollup: {
      isDirty: () => true,
      recompute: () => Promise.resolve(answers.shift() ?? { buckets: 1, isWhole: true }),
      pollRevisions: () => Promise.resolve(),
    },
  });
  const loader: Partial<PartitionLoader> = {
    checkpoint: () =>
      ({ positions: new Map([[topic, { offset: stored, metadata: '' }]]) }) as Partial<Checkpoint> as Checkpoint,
    committed: () => undefined,
  };
  const member: Partial<Member> = {
    commit: (_partition, positions: ReadonlyMap<string, Position>) => {
      committed.push(positions.get(topic)?.offset ?? -1n);
      return Promise.resolve();
    },
  };
  checkpoints.add(0, loader as PartitionLoader, member as Member);
});

test('what was stored before a recompute is committed when it has every grain', async () => {
  await checkpoints.make({ isWhole });
  expect(committed).toEqual([7n]);
});

test('nothing is committed where coarser rows may still wait', async () => {
  answers = [{ buckets: 1, isWhole: false }];
  await checkpoints.make({ isWhole });
  expect(committed).toEqual([]);
});

test('what was stored before coarser rows were begun is committed when they are there, and what was stored meanwhile is not', async () => {
  const { rolling, end } = roll();
  answers = [
    { buckets: 1, isWhole: false, rolling },
    { buckets: 1, isWhole: false },
  ];
  await checkpoints.make({ isWhole });
  stored = 9n;
  await checkpoints.make({ isWhole });
  expect(committed).toEqual([]);
  end(true);
  await settle();
  expect(committed).toEqual([7n]);
  await checkpoints.make({ isWhole });
  expect(committed).toEqual([7n, 9n]);
});

test.each<[string, (rolled: ReturnType<typeof roll>) => void]>([
  ['a repair came between', ({ end }) => end(false)],
  ['they failed', ({ fail }) => fail()],
])('nothing is committed of coarser rows where %s; the next ones make up for it', async (_, finish) => {
  const [first, second] = [roll(), roll()];
  answers = [first, second].map(({ rolling }) => ({ buckets: 1, isWhole: false, rolling }));
  await checkpoints.make({ isWhole });
  finish(first);
  await settle();
  expect(committed).toEqual([]);
  await checkpoints.make({ isWhole });
  second.end(true);
  await settle();
  expect(committed).toEqual([7n]);
});

test('whoever wants every grain waits for coarser rows that are on their way', async () => {
  const { rolling, end } = roll();
  answers = [{ buckets: 1, isWhole: false, rolling }];
  await checkpoints.make({ isWhole });
  stored = 9n;
  const whole = checkpoints.make({ isWhole: true });
  await settle();
  expect(committed).toEqual([]);
  end(true);
  await whole;
  expect(committed).toEqual([7n, 9n]);
});

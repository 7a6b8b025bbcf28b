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
let answers: (Recomputed | Promise<Recomputed>)[];
/** Before each recomputation, and after the last. */
let backlogs: number[];
let recomputed: number;
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
  [stored, committed, answers, backlogs, recomputed] = [7n, [], [], [0], 0];
  checkpoints = new Checkpoints({
    clock: new ManualClock(0),
    logger: silentLogger,
    metrics: createSelfMetrics(),
    pauseMs: 500,
    rollup: {
      isDirty: () => true,
      backlog: () => backlogs[recomputed] ?? 0,
      recompute: () => {
        recomputed++;
        return Promise.resolve(answers.shift() ?? { buckets: 1, isWhole: true });
      },
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

const never = new AbortController().signal;

test('a recomputation is waited for where so much has been stored that it would soon be forgotten, by all who stored it together', async () => {
  backlogs = [0.95, 0.1];
  await Promise.all([checkpoints.keepUp(never), checkpoints.keepUp(never)]);
  expect(recomputed).toBe(1);
  await checkpoints.keepUp(never);
  expect(recomputed).toBe(1);
});

test('storing goes on after a recomputation that failed, or that was not enough', async () => {
  backlogs = [0.95, 0.95, 0.95];
  answers = [Promise.reject(new Error('away'))];
  await checkpoints.keepUp(never);
  expect(recomputed).toBe(1);
  await checkpoints.keepUp(never);
  expect(recomputed).toBe(2);
});

test('a recomputation begins before its pause is over where much waits for it', async () => {
  const ended = new AbortController();
  const running = checkpoints.run(ended.signal);
  await settle();
  await checkpoints.keepUp(never);
  await settle();
  expect(recomputed).toBe(0);
  backlogs = [0.7];
  await checkpoints.keepUp(never);
  await settle();
  expect(recomputed).toBe(1);
  ended.abort();
  await running;
});

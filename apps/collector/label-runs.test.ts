import { expect, test } from '@jest/globals';
import type { UnitAnswer } from '#devices';
import type { SiteDevice } from '#register';
import { silentLogger } from '#runtime';
import { LabelRuns } from './label-runs.ts';
import type { FeedRows } from './recorder.ts';

const device: SiteDevice = {
  id: 'g',
  kind: 'dcgm',
  class: 'gpu',
  host: 'h',
  port: 9400,
  pollMs: 60_000,
  timeoutMs: 1,
  unit: 1,
  importTotal: 'imp',
  multiplier: 1,
  tls: false,
  labelJobs: 'batch',
  from: -Infinity,
  to: Infinity,
};
const minute = (count: number): number => Date.UTC(2026, 5, 10, 12) + count * 60_000;

const board = (index: number, ...users: NonNullable<UnitAnswer['users']>): UnitAnswer => ({
  device: `g/${index}`,
  identity: {},
  boot: { id: null, uptimeMs: null },
  counters: {},
  gauges: {},
  sources: {},
  users,
});
const ann = { job: 'ml/train-0', tenant: 'ml', share: 1 };
const bob = { job: 'web/llm-0', tenant: 'web', share: 3 / 7 };

/** What is on the disk of a collector; `isFull` while nothing can be recorded. */
function disk() {
  const kept = new Map<string, string>();
  const told: Record<string, unknown>[] = [];
  const hashes = new Map<string, string>();
  const state = { isFull: false };
  const record = ([feed]: readonly FeedRows[]) => {
    if (state.isFull) return Promise.reject(new Error('disk full'));
    for (const { id, content, row } of feed?.rows ?? []) {
      if (hashes.get(id) === JSON.stringify(content)) continue;
      hashes.set(id, JSON.stringify(content));
      told.push({ ...row });
    }
    return Promise.resolve({} as never);
  };
  const progress = {
    read: (name: string) => kept.get(name),
    keep: (name: string, text: string) => Promise.resolve(void kept.set(name, text)),
  };
  const open = () => new LabelRuns({ progress, record, onRecorded: () => undefined, logger: silentLogger });
  return { state, told, open };
}

test('a run lasts from the first answer that shows it to the first that does not', async () => {
  const { told, open } = disk();
  const runs = open();
  await runs.note('s', device, [board(0, ann), board(1, ann), board(2, bob)], minute(0));
  await runs.note('s', device, [board(0, ann), board(1, ann), board(2, bob)], minute(1));
  await runs.note('s', device, [board(0, ann), board(1, ann), board(2)], minute(2));
  expect(told).toMatchObject([
    {
      job: 'ml/train-0',
      tenant: 'ml',
      class: 'batch',
      devices: 'g/0 g/1',
      gpus: 2,
      board_share: 1,
      revision: 1,
      started_at: minute(0),
    },
    { job: 'web/llm-0', tenant: 'web', devices: 'g/2', gpus: 1, board_share: 3 / 7, revision: 1 },
    { job: 'web/llm-0', revision: 2, started_at: minute(0), ended_at: minute(2) },
  ]);
  expect(told[2]?.['event_id']).toBe(told[1]?.['event_id']);
});

test('a job on instances of divided boards names them, and has a run for all boards of which it has the same part', async () => {
  const { told, open } = disk();
  const part = { ...bob, instances: ['1', '4'] };
  await open().note('s', device, [board(0, part), board(1, { ...bob, instances: ['2'] }), board(2, ann)], minute(0));
  expect(told).toMatchObject([
    { job: 'web/llm-0', devices: 'g/0:1 g/0:4 g/1:2', gpus: 2, board_share: 3 / 7 },
    { job: 'ml/train-0', devices: 'g/2', gpus: 1 },
  ]);
});

test('a job that gets another board has another run from then on', async () => {
  const { told, open } = disk();
  const runs = open();
  await runs.note('s', device, [board(0, ann), board(1)], minute(0));
  await runs.note('s', device, [board(0, ann), board(1, ann)], minute(5));
  expect(told).toMatchObject([
    { devices: 'g/0', revision: 1 },
    { devices: 'g/0', revision: 2, ended_at: minute(5) },
    { devices: 'g/0 g/1', revision: 1, started_at: minute(5) },
  ]);
});

test('a collector that is started anew goes on with the runs that it knew, and tells none of them twice', async () => {
  const { told, open } = disk();
  await open().note('s', device, [board(0, ann)], minute(0));
  const next = open();
  await next.note('s', device, [board(0, ann)], minute(10));
  await next.note('s', device, [board(0)], minute(11));
  expect(told).toMatchObject([
    { revision: 1, started_at: minute(0) },
    { revision: 2, started_at: minute(0), ended_at: minute(11) },
  ]);
});

test.each(['goes on', 'is killed'])(
  'what the disk does not take is told as it was once it does, also where the collector %s',
  async (how) => {
    const { told, open, state } = disk();
    const runs = open();
    await runs.note('s', device, [board(0, ann)], minute(0));
    state.isFull = true;
    await runs.note('s', device, [board(0)], minute(3));
    expect(told).toHaveLength(1);
    state.isFull = false;
    await (how === 'goes on' ? runs : open()).note('s', device, [board(0)], minute(9));
    expect(told.slice(1)).toMatchObject([{ revision: 2, ended_at: minute(3) }]);
  },
);

test('labels are not looked at where the register does not say what class their jobs are of', async () => {
  const { told, open } = disk();
  const { labelJobs: _, ...plain } = device;
  await open().note('s', plain, [board(0, ann)], minute(0));
  expect(told).toEqual([]);
});

test('a label that is no name of a job loses only its own run', async () => {
  const { told, open } = disk();
  await open().note('s', device, [board(0, { job: 'two words', share: 1 }, bob)], minute(0));
  expect(told).toMatchObject([{ job: 'web/llm-0' }]);
});

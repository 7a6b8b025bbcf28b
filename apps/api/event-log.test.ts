import { expect, test } from '@jest/globals';
import avro from 'avsc';
import { currentSchema, dayMs, type FeedRow, type JobBatch } from '#contracts';
import { ManualClock } from '#runtime';
import type { StreamRecord } from '#stream';
import { EventLog } from './event-log.ts';

const type = avro.Type.forSchema(currentSchema('site.job').avro as avro.Schema);
const batchOf = ({ value }: StreamRecord): JobBatch => type.fromBuffer(Buffer.from(value.subarray(5))) as JobBatch;

/** A stream in memory that fails as often as it is told to, after it has kept what it was given. */
function openLog() {
  const kept: JobBatch[] = [];
  const state = { failures: 0, opened: 0 };
  const log = new EventLog({
    partitions: 4,
    clock: new ManualClock(5),
    open: async () => {
      state.opened += 1;
      return {
        ensureTopics: async () => undefined,
        append: async (_topic, records) => {
          await new Promise((resolve) => setImmediate(resolve));
          kept.push(...records.map(batchOf));
          if (state.failures-- > 0) throw new Error('away');
          return [];
        },
        stop: async () => undefined,
      };
    },
  });
  return { log, kept, state };
}

const row = (event_id: string, at = dayMs): FeedRow => ({
  event_id,
  revision: 1,
  job: 'j',
  class: 'train',
  reach: 'local',
  gpus: 1,
  board_share: 1,
  first_at: at,
  known_at: 5,
});
const ids = (batches: readonly JobBatch[]): string[] => batches.flatMap(({ event_id }) => event_id);

test('what is told at once goes out in turn, numbered by site, a batch for each UTC day and 500 rows', async () => {
  const { log, kept, state } = openLog();
  const many = Array.from({ length: 600 }, (_, index) => row(`a-${index}`));
  await Promise.all([
    log.append('a', [...many, row('late', 2 * dayMs)]),
    log.append('b', [row('b')]),
    log.append('a', [row('z')]),
  ]);
  expect(kept.map(({ site, sequence, day, count }) => [site, sequence, day, count])).toEqual([
    ['a', 1, 1, 500],
    ['a', 2, 1, 100],
    ['a', 3, 2, 1],
    ['b', 1, 1, 1],
    ['a', 4, 1, 1],
  ]);
  expect(ids(kept)).toEqual([...many.map(({ event_id }) => event_id), 'late', 'b', 'z']);
  expect(new Set(kept.map(({ incarnation }) => incarnation)).size).toBe(1);
  expect(state.opened).toBe(1);
});

test('after an append of unknown outcome another incarnation counts from 1, so that no number stands for two batches', async () => {
  const { log, kept, state } = openLog();
  await log.append('a', [row('1')]);
  state.failures = 1;
  await expect(log.append('a', [row('2')])).rejects.toThrow('away');
  await log.append('a', [row('2')]);
  await log.append('a', [row('3')]);
  expect(kept.map(({ sequence }) => sequence)).toEqual([1, 2, 1, 2]);
  expect(kept[2]?.incarnation).not.toBe(kept[1]?.incarnation);
  const channels = kept.map(({ incarnation, sequence }) => `${incarnation} ${sequence}`);
  expect(new Set(channels).size).toBe(4);
});

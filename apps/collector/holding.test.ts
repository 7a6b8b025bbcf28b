import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { dayMs, flag } from '#contracts';
import { type Logger, ManualClock, silentLogger } from '#runtime';
import { decodeBatch, meterPoll, type MeterRow, meterRows } from '../../test/support/spooled.ts';
import { openRecorder, type PollSource, type Recorder } from './recorder.ts';

const minuteMs = 60_000;
const day0 = 20_000 * dayMs;
const source: PollSource = { site: 'site-1', deviceClass: 'meter', pollMs: minuteMs };
const everything = { batches: 10_000, bytes: 2 ** 30 };

let directory = '';
let open: Recorder[] = [];
let told: string[] = [];
const logger: Logger = {
  ...silentLogger,
  warn: (_facts: unknown, message?: string) => void told.push(`warn ${message}`),
  info: (_facts: unknown, message?: string) => void told.push(`info ${message}`),
} as Logger;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'coload-holding-'));
  open = [];
  told = [];
});

afterEach(async () => {
  for (const recorder of open) await recorder.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function opened(spoolBytes = 1): Promise<Recorder> {
  const clock = new ManualClock(day0 + 10 * dayMs);
  const recorder = await openRecorder({ directory, collector: 'c1', clock, logger, spoolBytes });
  open.push(recorder);
  return recorder;
}

const rowsIn = ({ spool }: Recorder): MeterRow[] => meterRows(spool.oldest(everything).map(({ batch }) => batch));

const take = async ({ spool }: Recorder): Promise<void> => spool.forget(spool.oldest(everything));

/** Takes what is spooled until nothing waits or is held any more. */
async function drain(recorder: Recorder): Promise<MeterRow[]> {
  const rows: MeterRow[] = [];
  while (recorder.spool.bytes > 0 || recorder.heldReadings > 0) {
    rows.push(...rowsIn(recorder));
    await take(recorder);
    await new Promise(setImmediate);
  }
  return rows;
}

describe('while the spool is short of room', () => {
  test('neighbouring readings become one: resolution is lost and counted, totals are not', async () => {
    const recorder = await opened();
    const polls = [0, 1, 2, 3, 4].map((i) => meterPoll('m0', day0 + i * minuteMs, i * 11));
    await recorder.record([{ source, polls: polls.slice(0, 2) }]);
    const { bytes } = recorder.spool;
    expect(await recorder.record([{ source, polls: polls.slice(2) }])).toMatchObject({
      rows: 0,
      merged: 2,
      blanked: 0,
    });
    expect(recorder.spool.bytes).toBe(bytes);
    expect(await drain(recorder)).toMatchObject([
      { startedAt: day0, endedAt: day0 + minuteMs, importJ: 11, flags: 0 },
      {
        startedAt: day0 + minuteMs,
        endedAt: day0 + 4 * minuteMs,
        importJ: 33,
        observedMs: 3 * minuteMs,
        flags: flag.merged,
      },
    ]);
  });

  test('a merged reading longer than three poll periods is a bridged one: its shape is not known', async () => {
    const recorder = await opened();
    const polls = [0, 1, 2, 3, 4, 5].map((i) => meterPoll('m0', day0 + i * minuteMs, i));
    for (const poll of polls) await recorder.record([{ source, polls: [poll] }]);
    expect((await drain(recorder)).map(({ flags }) => flags)).toEqual([0, flag.merged | flag.bridged]);
  });

  test('no reading is merged with one of another UTC day', async () => {
    const recorder = await opened();
    const before = (minutes: number): number => day0 + dayMs + minutes * minuteMs;
    const polls = [-4, -3, -2, -1, 0, 1, 2].map((i) => meterPoll('m0', before(i), 100 + i));
    for (const poll of polls) await recorder.record([{ source, polls: [poll] }]);
    expect(await drain(recorder)).toMatchObject([
      { day: 20_000, endedAt: before(-3), importJ: 1 },
      { day: 20_000, startedAt: before(-3), endedAt: before(-1), importJ: 2 },
      { day: 20_001, startedAt: before(-1), endedAt: before(2), importJ: 3 },
    ]);
  });

  test('a merged reading covers no more than 24 hours', async () => {
    const recorder = await opened();
    const hours = [-4, -3, 5, 14, 22].map((hour) => day0 + hour * 60 * minuteMs);
    for (const [i, at] of hours.entries()) await recorder.record([{ source, polls: [meterPoll('m0', at, i)] }]);
    const rows = await drain(recorder);
    expect(rows.map(({ endedAt, startedAt }) => (endedAt - startedAt) / (60 * minuteMs))).toEqual([1, 17, 8]);
  });

  test('readings that know different quantities stay apart until the spool is full, and then the sum of a part is no sum', async () => {
    const bound = 4_000;
    const recorder = await opened(bound);
    let minute = 0;
    const next = (exportJ?: number): ReturnType<Recorder['record']> => {
      minute += 1;
      return recorder.record([{ source, polls: [meterPoll('m0', day0 + minute * minuteMs, minute, exportJ)] }]);
    };
    while (recorder.heldReadings === 0) await next(minute);
    expect(recorder.spool.bytes).toBeLessThanOrEqual(bound);
    const isPartial = (): boolean => minute % 2 === 0;
    while (recorder.spool.bytes <= bound) {
      expect(await next(isPartial() ? undefined : minute)).toMatchObject({ merged: 0, blanked: 0, rows: 1 });
    }
    const first = minute;
    expect(await next(isPartial() ? undefined : minute)).toMatchObject({ merged: 1, blanked: 1, rows: 0 });
    const rows = await drain(recorder);
    expect(rows.at(-1)).toMatchObject({ startedAt: day0 + (first - 1) * minuteMs, importJ: 2, exportJ: null });
    expect(rows.reduce((sum, { importJ }) => sum + (importJ ?? 0), 0)).toBe(minute - 1);
  });

  test('it is told once, and once that it is over', async () => {
    const recorder = await opened();
    for (let i = 0; i < 6; i++) await recorder.record([{ source, polls: [meterPoll('m0', day0 + i * minuteMs, i)] }]);
    expect(recorder.heldReadings).toBe(1);
    await drain(recorder);
    expect(recorder.heldReadings).toBe(0);
    expect(told).toEqual([
      'warn the spool fills up: neighbouring readings of a device are merged until the stream is back',
      'info the spool has room again: readings are no longer merged',
    ]);
  });
});

describe('when there is room again', () => {
  const polls = [0, 1, 2, 3].map((i) => meterPoll('m0', day0 + i * minuteMs, i * 5));

  test('the held reading of a device that never answers again is handed on, in its place in the sequence', async () => {
    const recorder = await opened();
    for (const poll of polls) await recorder.record([{ source, polls: [poll] }]);
    await take(recorder);
    while (recorder.heldReadings > 0) await new Promise(setImmediate);
    const batches = recorder.spool.oldest(everything).map(({ batch }) => decodeBatch(batch));
    expect(batches).toMatchObject([{ sequence: 2, import_j: [10], started_at: [day0 + minuteMs] }]);
  });

  test('so it is after a restart that finds the spool empty', async () => {
    const first = await opened();
    for (const poll of polls) await first.record([{ source, polls: [poll] }]);
    const { spool } = first;
    await first.stop();
    open = [];
    expect(spool.bytes).toBeGreaterThan(0);
    const second = await opened();
    expect(second.heldReadings).toBe(1);
    await take(second);
    while (second.heldReadings > 0) await new Promise(setImmediate);
    expect(rowsIn(second)).toMatchObject([{ startedAt: day0 + minuteMs, importJ: 10, flags: flag.merged }]);
  });
});

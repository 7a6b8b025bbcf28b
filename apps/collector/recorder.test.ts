import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import avro from 'avsc';
import { schemaById } from '#contracts';
import type { Poll } from '#metering';
import { ManualClock, silentLogger } from '#runtime';
import { openRecorder, type PollSource, type Recorder } from './recorder.ts';
import type { SpooledBatch } from './spool.ts';

const day0 = 1_760_000_000_000 - (1_760_000_000_000 % 86_400_000);
const minuteMs = 60_000;
const meter: PollSource = { site: 'site-1', deviceClass: 'meter', pollMs: minuteMs };

let directory = '';
let clock: ManualClock;
let open: Recorder[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'coload-recorder-'));
  clock = new ManualClock(day0 + 2 * 86_400_000);
  open = [];
});

afterEach(async () => {
  for (const recorder of open) await recorder.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function opened(): Promise<Recorder> {
  const recorder = await openRecorder({ directory, collector: 'c1', clock, logger: silentLogger });
  open.push(recorder);
  return recorder;
}

const poll = (device: string, at: number, value: number): Poll => ({
  device,
  at,
  monotonicMs: at,
  process: 'run-1',
  boot: { id: null, uptimeMs: null },
  counters: { import_j: { value } },
  gauges: { power_w: 10 },
});

function decode({ value }: SpooledBatch): Record<string, unknown> {
  expect(value[0]).toBe(0);
  const schema = schemaById(value.readInt32BE(1));
  if (!schema) throw new Error('unknown schema id');
  const batch: unknown = avro.Type.forSchema(schema.avro as avro.Schema).fromBuffer(value.subarray(5));
  return { ...(batch as object) };
}

const spooled = ({ spool }: Recorder): Record<string, unknown>[] =>
  spool.oldest({ batches: 10_000, bytes: 2 ** 30 }).map(({ batch }) => decode(batch));

const sumOf = (batches: Record<string, unknown>[], column: string): number =>
  batches.flatMap((batch) => batch[column] as (number | null)[]).reduce<number>((sum, value) => sum + (value ?? 0), 0);

test('how far a feed has been read is kept over a restart', async () => {
  const first = await opened();
  expect(first.progressOf('power:X:N:DA')).toBeUndefined();
  await first.keepProgress('power:X:N:DA', '2026-06-01');
  await first.stop();
  open = [];
  expect((await opened()).progressOf('power:X:N:DA')).toBe('2026-06-01');
});

describe('readings', () => {
  test('become columns under one header, and a column in which nothing is known is empty', async () => {
    const recorder = await opened();
    const polls = [0, 1, 2].map((i) => poll('m0', day0 + i * minuteMs, 1000 + i * 7));
    expect(await recorder.record([{ source: meter, polls }])).toMatchObject({ rows: 2, batches: 1, silent: 1 });
    expect(spooled(recorder)).toEqual([
      {
        collector: 'c1',
        incarnation: recorder.spool.incarnation,
        sequence: 1,
        site: 'site-1',
        day: day0 / 86_400_000,
        produced_at: clock.now(),
        count: 2,
        device: ['m0', 'm0'],
        started_at: [day0, day0 + minuteMs],
        ended_at: [day0 + minuteMs, day0 + 2 * minuteMs],
        observed_ms: [minuteMs, minuteMs],
        flags: [0, 0],
        import_j: [7, 7],
        export_j: [],
        energy_source: ['metered', 'metered'],
        power_w: [10, 10],
        apparent_va: [],
        power_factor: [],
        voltage_v: [],
        frequency_hz: [],
      },
    ]);
  });

  test('are cut by topic, site, UTC day and 500 rows, and every channel counts its batches from 1', async () => {
    const recorder = await opened();
    const sources: PollSource[] = [meter, { ...meter, site: 'site-2' }, { ...meter, deviceClass: 'cooling' }];
    const polls = Array.from({ length: 1501 }, (_, i) => poll('m0', day0 + i * minuteMs, i));
    await recorder.record(sources.map((source) => ({ source, polls })));
    const channels = new Map<string, number[][]>();
    for (const { batch } of recorder.spool.oldest({ batches: 100, bytes: 2 ** 30 })) {
      const { sequence, day, count } = decode(batch) as { sequence: number; day: number; count: number };
      const key = `${batch.topic} ${batch.key}`;
      channels.set(key, [...(channels.get(key) ?? []), [sequence, day - day0 / 86_400_000, count]]);
    }
    const expected = [
      [1, 0, 500],
      [2, 0, 500],
      [3, 0, 439],
      [4, 1, 61],
    ];
    expect(Object.fromEntries(channels)).toEqual({
      'telemetry.meter site-1': expected,
      'telemetry.meter site-2': expected,
      'telemetry.cooling site-1': expected,
    });
  });

  test('that would make a batch of more than 256 KiB are cut smaller', async () => {
    const recorder = await opened();
    const long = 'x'.repeat(1000);
    const polls = Array.from({ length: 501 }, (_, i) => poll(long, day0 + i * minuteMs, i));
    await recorder.record([{ source: meter, polls }]);
    const batches = recorder.spool.oldest({ batches: 100, bytes: 2 ** 30 });
    expect(Math.max(...batches.map(({ batch }) => batch.value.length))).toBeLessThanOrEqual(256 * 1024 + 5);
    expect(spooled(recorder).map(({ sequence, count }) => [sequence, count])).toEqual([
      [1, 250],
      [2, 250],
    ]);
  });

  test('continue over a restart of the collector', async () => {
    const first = await opened();
    await first.record([{ source: meter, polls: [poll('m0', day0, 100), poll('m0', day0 + minuteMs, 130)] }]);
    await first.stop();
    open = [];
    const second = await opened();
    await second.record([{ source: meter, polls: [{ ...poll('m0', day0 + 2 * minuteMs, 145), process: 'run-2' }] }]);
    expect(spooled(second).map(({ sequence, import_j }) => [sequence, import_j])).toEqual([
      [1, [30]],
      [2, [15]],
    ]);
    expect(new Set(spooled(second).map(({ incarnation }) => incarnation)).size).toBe(1);
  });

  test('more than five minutes ahead of the clock are refused and change nothing', async () => {
    const recorder = await opened();
    const at = clock.now();
    const polls = [poll('m0', at, 1), poll('m0', at + 6 * minuteMs, 2), poll('m0', at + 5 * minuteMs, 3)];
    expect(await recorder.record([{ source: meter, polls }])).toMatchObject({ rows: 1, ahead: 1 });
    expect(sumOf(spooled(recorder), 'import_j')).toBe(2);
  });
});

describe('a directory', () => {
  test('that a second collector takes over is lost to the first, with nothing of its last poll recorded', async () => {
    const first = await opened();
    await first.record([{ source: meter, polls: [poll('m0', day0, 100)] }]);
    const second = await opened();
    const polls = [poll('m0', day0 + minuteMs, 130)];
    await expect(first.record([{ source: meter, polls }])).rejects.toMatchObject({ code: 'OWNER_LOST' });
    await second.record([{ source: meter, polls }]);
    expect(spooled(second).map(({ sequence, import_j }) => [sequence, import_j])).toEqual([[1, [30]]]);
  });

  test('that is new makes a new incarnation', async () => {
    const first = (await opened()).spool.incarnation;
    directory = mkdtempSync(join(tmpdir(), 'coload-recorder-'));
    expect((await opened()).spool.incarnation).not.toBe(first);
  });
});

test('rows of a feed are recorded when they are new or have changed, also after a restart', async () => {
  const price = (start: number, value: number) => ({
    id: String(start),
    content: [value],
    row: {
      market: 'M',
      node: 'N',
      product: 'RT5',
      start_at: day0 + start,
      end_at: day0 + start + 300_000,
      price: value,
      currency: 'USD',
      status: 'final',
      known_at: clock.now(),
    },
  });
  const feed = (...rows: ReturnType<typeof price>[]) => [
    { topic: 'market.power' as const, key: 'power:M:N:RT5', rows },
  ];
  const first = await opened();
  expect(await first.recordRows(feed(price(0, 20), price(300_000, 25)))).toMatchObject({ rows: 2, unchanged: 0 });
  expect(await first.recordRows(feed(price(0, 20), price(300_000, 26)))).toMatchObject({ rows: 1, unchanged: 1 });
  await first.stop();
  open = [];
  const second = await opened();
  expect(await second.recordRows(feed(price(0, 20), price(300_000, 26)))).toMatchObject({
    rows: 0,
    batches: 0,
    unchanged: 2,
  });
  const batches = spooled(second);
  expect(batches).toMatchObject([
    { site: 'power:M:N:RT5', sequence: 1, price: [20, 25], energy: [], status: ['final', 'final'] },
    { sequence: 2, price: [26] },
  ]);
});

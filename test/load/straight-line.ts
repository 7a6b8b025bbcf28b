import { readingEncoder } from '../../apps/collector/columns.ts';
import { signalBounds } from '#catalogue';
import { dayMs, maxBatchRows, type Topic, utcDay } from '#contracts';
import { openLoader, type PartitionLoader } from '#load';
import { Meter, type MeterState, type Poll, type Reading } from '#metering';
import { systemClock } from '#runtime';
import type { StreamRecord } from '#stream';
import { startStack, type Stack } from '../integration/processor-stack.ts';

/**
 * One pass through the whole pipeline without sockets: polls of a fleet of miners → readings → batches → stream → store.
 * Prints one JSON line with the seconds of each stage. `node --conditions source --import ./test/support/typescript.mjs test/load/straight-line.ts [days]`
 */
const devices = 240;
const pollMs = 300_000;
const days = Number(process.argv[2] ?? 35);
const chunkPolls = 24;
const topic: Topic = 'telemetry.asic';

const clock = systemClock;
const seconds: Record<string, number> = {};

/** Runs `work` and adds its time to a stage. */
function timed<Result>(stage: string, work: () => Result): Result {
  const began = clock.monotonic();
  const result = work();
  const add = (): void => {
    seconds[stage] = (seconds[stage] ?? 0) + (clock.monotonic() - began) / 1000;
  };
  if (result instanceof Promise) return result.finally(add) as Result;
  add();
  return result;
}

const counter = (value: number): { value: number } => ({ value });

function pollOf(device: number, tick: number, at: number): Poll {
  const wobble = Math.sin(device + tick / 50);
  return {
    device: `asic-${String(device).padStart(4, '0')}`,
    at,
    monotonicMs: at,
    process: 'one',
    boot: { id: null, uptimeMs: tick * pollMs + 1e6 },
    counters: {
      hash_gh: counter(tick * 60e6 + wobble),
      accepted_diff: counter(tick * 7_000_000),
      rejected_diff: counter(tick * 7_000),
    },
    gauges: {
      rate_ghs: 200_000 + 100 * wobble,
      power_w: 3_500 + 10 * wobble,
      chip_temp_c: 70 + wobble,
      fan_rpm: 6_000,
      boards: 3,
      uptime_s: tick * 300,
    },
  };
}

interface Fleet {
  readonly meter: Meter;
  readonly states: MeterState[];
  sequence: number;
}

/** Readings of the next polls, by UTC day. */
function readingsOf(fleet: Fleet, ticks: readonly number[], start: number): Map<number, Reading[]> {
  const byDay = new Map<number, Reading[]>();
  for (let device = 0; device < devices; device++) {
    for (const tick of ticks) {
      const poll = timed('polls', () => pollOf(device, tick, start + tick * pollMs));
      const state = fleet.states[device];
      const reading = state && fleet.meter.step(state, poll);
      if (!state) fleet.states[device] = fleet.meter.start(poll);
      if (!reading) continue;
      const day = utcDay(reading.endedAt);
      const ofDay = byDay.get(day);
      if (ofDay) ofDay.push(reading);
      else byDay.set(day, [reading]);
    }
  }
  return byDay;
}

const encoder = readingEncoder('asic');

function batchesOf(fleet: Fleet, byDay: ReadonlyMap<number, readonly Reading[]>): StreamRecord[] {
  const records: StreamRecord[] = [];
  for (const [day, readings] of byDay) {
    for (let from = 0; from < readings.length; from += maxBatchRows) {
      const rows = readings.slice(from, from + maxBatchRows);
      const header = {
        collector: 'straight',
        incarnation: 'line',
        sequence: ++fleet.sequence,
        site: 'site-1',
        day,
        produced_at: 0,
        count: rows.length,
      };
      const value = encoder.encode(header, rows);
      if (!value) throw new Error('a batch is too large');
      records.push({ key: 'site-1', value });
    }
  }
  return records;
}

async function produce(stack: Stack): Promise<number> {
  const start = (utcDay(clock.now()) - days) * dayMs;
  const fleet: Fleet = { meter: new Meter({ deviceClass: 'asic', pollMs }), states: [], sequence: 0 };
  const ticks = (days * dayMs) / pollMs;
  let readings = 0;
  for (let from = 0; from < ticks; from += chunkPolls) {
    const chunk = Array.from({ length: Math.min(chunkPolls, ticks - from) }, (_, index) => from + index);
    const byDay = timed('metering', () => readingsOf(fleet, chunk, start));
    const records = timed('encode', () => batchesOf(fleet, byDay));
    for (const ofDay of byDay.values()) readings += ofDay.length;
    await timed('append', () => stack.stream.append(topic, records));
  }
  return readings;
}

async function load(stack: Stack, loader: PartitionLoader, partition: number): Promise<number> {
  const next = (await stack.stream.bounds(topic)).find((each) => each.partition === partition)?.next ?? 0n;
  let inserting = Promise.resolve();
  let rows = 0;
  for (let from = 0n; from < next;) {
    const messages = await timed('read', () =>
      stack.stream.read(topic, partition, from, { messages: 500, bytes: 32e6 }),
    );
    from = (messages.at(-1)?.offset ?? next) + 1n;
    const batch = await timed('decode', () => loader.decode(messages));
    rows += batch.rows;
    await timed('waiting for the store', () => inserting);
    inserting = timed('insert', () => loader.store(batch)).then(() => undefined);
  }
  await inserting;
  return rows;
}

const stack = await startStack({ partitions: 1 });
const began = clock.monotonic();
const readings = await timed('produced', () => produce(stack));
const loader = await timed('takeover', () =>
  openLoader({
    store: stack.store,
    stream: stack.stream,
    clock,
    partition: 0,
    committed: new Map(),
    bounds: signalBounds,
  }),
);
const rows = await timed('loaded', () => load(stack, loader, 0));
const total = (clock.monotonic() - began) / 1000;
const rounded = Object.fromEntries(
  Object.entries(seconds).map(([stage, each]) => [stage, Math.round(each * 100) / 100]),
);
process.stdout.write(`${JSON.stringify({ readings, rows, total: Math.round(total * 100) / 100, seconds: rounded })}\n`);
await stack.stop();

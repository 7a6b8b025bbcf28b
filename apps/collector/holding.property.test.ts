import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dayMs, utcDay } from '#contracts';
import { Meter, type MeterState, type Poll } from '#metering';
import { ManualClock, silentLogger } from '#runtime';
import { byDevice, decodeBatch, meterPoll, meterRows, totalOf } from '../../test/support/spooled.ts';
import { openRecorder, type PollSource, type Recorder } from './recorder.ts';
import type { SpooledBatch } from './spool.ts';

const start = 20_000 * dayMs + 80_000_000;
const source: PollSource = { site: 'site-1', deviceClass: 'meter', pollMs: 5_000 };
const devices = ['m0', 'm1', 'm2'];

type Step =
  | { readonly kind: 'poll'; readonly afterMs: number; readonly shown: readonly Shown[] }
  /** The stream takes so many batches. */
  | { readonly kind: 'send'; readonly batches: number }
  /** The process ends, and another one opens what is on disk. */
  | { readonly kind: 'kill' };

interface Shown {
  readonly device: number;
  readonly amount: number;
  /** The poll lacks the counter of exports. */
  readonly isPartial: boolean;
}

const shown: fc.Arbitrary<Shown> = fc.record({
  device: fc.nat(devices.length - 1),
  amount: fc.nat(9_000),
  isPartial: fc.nat(5).map((n) => n === 0),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('poll' as const),
      afterMs: fc.oneof({ weight: 9, arbitrary: fc.constant(5_000) }, { weight: 1, arbitrary: fc.nat(7 * 3_600_000) }),
      shown: fc.uniqueArray(shown, { minLength: 1, maxLength: 3, selector: ({ device }) => device }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('send' as const), batches: fc.integer({ min: 1, max: 8 }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'kill' as const }) },
);

/** A collector whose stream is away, but for what `send` takes, and the same meters without a spool. */
class Outage {
  readonly directory = mkdtempSync(join(tmpdir(), 'coload-outage-'));
  readonly bound: number;
  readonly sent: SpooledBatch[] = [];
  readonly totals = { importJ: 0, exportJ: 0, observedMs: 0 };
  blanked = 0;
  #recorder: Recorder | undefined;
  readonly #opened: Recorder[] = [];
  readonly #meter = new Meter(source);
  readonly #states = new Map<string, MeterState>();
  readonly #counters = new Map<string, number>();
  #now = start;

  constructor(bound: number) {
    this.bound = bound;
  }

  async run(steps: readonly Step[]): Promise<void> {
    await this.#open();
    for (const each of steps) {
      if (each.kind === 'poll') await this.#poll(each.afterMs, each.shown);
      else if (each.kind === 'send') await this.#send(each.batches);
      else await this.#open();
    }
    while (this.#current.spool.bytes > 0 || this.#current.heldReadings > 0) {
      await this.#send(1_000);
      await new Promise(setImmediate);
    }
  }

  async end(): Promise<void> {
    for (const recorder of this.#opened) await recorder.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  get #current(): Recorder {
    if (!this.#recorder) throw new Error('No recorder is open.');
    return this.#recorder;
  }

  /** The former one is left as it is; only what it has on disk counts from now on. */
  async #open(): Promise<void> {
    const { directory, bound } = this;
    const clock = new ManualClock(start + 100 * dayMs);
    this.#recorder = await openRecorder({ directory, collector: 'c1', clock, logger: silentLogger, spoolBytes: bound });
    this.#opened.push(this.#recorder);
  }

  async #send(batches: number): Promise<void> {
    const { spool } = this.#current;
    const entries = spool.oldest({ batches, bytes: 2 ** 30 });
    await spool.forget(entries);
    this.sent.push(...entries.map(({ batch }) => batch));
  }

  async #poll(afterMs: number, all: readonly Shown[]): Promise<void> {
    const isSameDay = utcDay(this.#now) === utcDay(this.#now + afterMs);
    this.#now += afterMs;
    const polls = all.map((each) => this.#pollOf(each));
    const hasGap = polls.map((poll) => this.#count(poll)).some((isGap) => isGap);
    const { spool } = this.#current;
    const before = spool.bytes;
    this.blanked += (await this.#current.record([{ source, polls }])).blanked;
    if (before > this.bound && isSameDay && !hasGap) expect(spool.bytes).toBeLessThanOrEqual(before);
  }

  #pollOf({ device, amount, isPartial }: Shown): Poll {
    const name = devices[device] as string;
    const value = (this.#counters.get(name) ?? 0) + amount;
    this.#counters.set(name, value);
    return meterPoll(name, this.#now, value, isPartial ? undefined : 3 * value);
  }

  /** Counts a poll without a spool; true when its reading cannot continue one of the same day. */
  #count(poll: Poll): boolean {
    const state = this.#states.get(poll.device);
    if (!state) {
      this.#states.set(poll.device, this.#meter.start(poll));
      return false;
    }
    const isNewDay = utcDay(state.at) !== utcDay(poll.at);
    const reading = this.#meter.step(state, poll);
    const [importJ, exportJ] = reading?.quantities ?? [];
    this.totals.importJ += importJ ?? 0;
    this.totals.exportJ += exportJ ?? 0;
    this.totals.observedMs += reading?.observedMs ?? 0;
    return isNewDay;
  }
}

test('whatever is polled, wherever the bound is, however the stream and the process come and go: sums are those without a bound, intervals touch and never overlap', async () => {
  let merged = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 60 }),
      fc.integer({ min: 1, max: 6_000 }),
      async (steps, bound) => {
        const outage = new Outage(bound);
        try {
          await outage.run(steps);
          const rows = meterRows(outage.sent);
          expect(totalOf(rows, 'importJ')).toBe(outage.totals.importJ);
          expect(totalOf(rows, 'observedMs')).toBe(outage.totals.observedMs);
          if (outage.blanked === 0) expect(totalOf(rows, 'exportJ')).toBe(outage.totals.exportJ);
          else expect(totalOf(rows, 'exportJ')).toBeLessThanOrEqual(outage.totals.exportJ);
          for (const own of byDevice(rows).values()) {
            expect(own.slice(1).map(({ startedAt }) => startedAt)).toEqual(
              own.slice(0, -1).map(({ endedAt }) => endedAt),
            );
          }
          for (const { startedAt, endedAt, day } of rows) {
            expect(endedAt - startedAt).toBeGreaterThan(0);
            expect(endedAt - startedAt).toBeLessThanOrEqual(dayMs);
            expect(day).toBe(utcDay(endedAt));
          }
          const sequences = outage.sent.map((batch) => decodeBatch(batch)['sequence']);
          expect(sequences).toEqual(sequences.map((_, i) => i + 1));
          merged += rows.filter(({ flags }) => flags & 128).length;
        } finally {
          await outage.end();
        }
      },
    ),
    { numRuns: 40 },
  );
  expect(merged).toBeGreaterThan(0);
}, 120_000);

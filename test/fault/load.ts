import { dayMs, type Topic } from '#contracts';
import { messageOf, systemClock } from '#runtime';
import { asicBatch, encodeBatch } from '../support/batches.ts';
import { devicesEach, madeUpSites } from './sites.ts';
import type { Stage } from './stage.ts';

const topic: Topic = 'telemetry.asic';
const minuteMs = 60_000;
/** Long enough that a processor takes it for the end of what is late. */
const lullMs = 1_800;

/** What has been acknowledged by the stream. */
export interface Sent {
  readings: number;
  batches: number;
  /** Rows that the processor has to set aside. */
  dead: number;
}

export interface Load {
  readonly sent: Sent;
  /** Appends nothing until told to go on. */
  pause(): void;
  goOn(): void;
  /** Appends no more once what is under way is acknowledged. */
  stop(): Promise<Sent>;
}

export interface LoadOptions {
  /** Pause between two rounds of batches. */
  readonly pauseMs?: number;
  readonly collector?: string;
  /** Days back that readings spread over. */
  readonly days?: number;
}

interface Record {
  readonly key: string;
  readonly value: Buffer;
}

/** As the collector's sender does: again until it is acknowledged, in order. */
async function appendSurely(stage: Stage, records: readonly Record[], isDone: () => boolean): Promise<boolean> {
  for (;;) {
    try {
      await stage.stream.append(topic, records);
      return true;
    } catch (error) {
      stage.say(`append: ${messageOf(error).slice(0, 120)}`);
      if (isDone()) return false;
      await systemClock.sleep(200);
    }
  }
}

/** Starts to append batches of all sites, some twice, some with a bad row, until told to stop; the seed decides what is in them. */
export function startLoad(stage: Stage, options: LoadOptions = {}): Load {
  const { pauseMs = 20, collector = 'load', days = 2 } = options;
  const { random } = stage;
  const sent: Sent = { readings: 0, batches: 0, dead: 0 };
  const now = Math.floor(systemClock.now() / minuteMs) * minuteMs;
  const stopping = new AbortController();
  let gaveUp = false;
  const state = { isPaused: false };
  const run = async (): Promise<void> => {
    let earlier: Record[] = [];
    let rest = 20;
    for (let sequence = 1; !stopping.signal.aborted; sequence++) {
      while (state.isPaused && !stopping.signal.aborted) await systemClock.sleep(50);
      const counted = { readings: 0, dead: 0 };
      const hasPast = sequence % 4 !== 0;
      const records = madeUpSites.map((site) => {
        const rows = 1 + random.below(devicesEach);
        const hasBad = random.chance(0.03);
        const base = random.below(5_000);
        // Most are short and lie in few buckets, so that rolling up keeps pace; those of a device end apart.
        const at = hasPast ? now - (sequence % days) * dayMs - sequence * 1_100 : systemClock.now();
        const ms = random.chance(0.05) ? 20 * minuteMs : 1_000;
        const energy = (row: number): number => (hasBad && row === 0 ? -1 : 200_000 + base + row);
        counted.readings += rows;
        counted.dead += hasBad ? 1 : 0;
        const batch = asicBatch({ now, sequence, collector, site, rows, at, energy });
        const [started_at, observed_ms] = [at - ms, ms].map((value) => Array.from({ length: rows }, () => value));
        return { key: site, value: encodeBatch(topic, { ...batch, started_at, observed_ms }) };
      });
      const copies = random.chance(0.2) ? earlier : [];
      if (!(await appendSurely(stage, [...records, ...copies], () => gaveUp))) return;
      sent.readings += counted.readings;
      sent.dead += counted.dead;
      sent.batches += records.length;
      earlier = records;
      // What comes in bursts is rolled up and committed between them.
      rest -= 1;
      await systemClock.sleep(rest > 0 ? pauseMs : lullMs, stopping.signal);
      if (rest <= 0) rest = 5 + random.below(40);
    }
  };
  const running = run();
  running.catch(() => undefined);
  stage.onEnd(() => {
    gaveUp = true;
    stopping.abort();
    return running.catch(() => undefined);
  });
  return {
    sent,
    pause: () => {
      state.isPaused = true;
    },
    goOn: () => {
      state.isPaused = false;
    },
    stop: async () => {
      stopping.abort();
      const late = setTimeout(() => (gaveUp = true), 60_000);
      await running;
      clearTimeout(late);
      return sent;
    },
  };
}

import { z } from 'zod';
import { bigInteger, safeInteger } from '#store';
import type { Child } from './child.ts';
import { meterCount, type MeterOptions, type Meters, startMeters } from './meters.ts';
import { type Stage, started } from './stage.ts';
import type { Known } from './verdict.ts';
import { until } from './wait.ts';

const joulesPerWh = 3_600n;

const seriesRow = z.object({
  device: z.string(),
  readings: safeInteger,
  unknown: safeInteger,
  total: bigInteger,
  spans: z.array(z.tuple([safeInteger, safeInteger])),
});

/** A plant of meters that a collector polls, from a stand to a stand. */
export interface Plant {
  readonly meters: Meters;
  /** Settings of the processor and of the collector. */
  readonly environment: Readonly<Record<string, string>>;
  startCollector(environment?: Record<string, string>): Child;
  /** Stops the meters, and the collector once it has recorded what they show in the end. */
  finish(collector: Child): Promise<void>;
  /** Holds each meter's readings against what it has shown: no time uncovered or covered twice, every joule there. */
  known(options?: KnownOptions): Promise<Known>;
}

export interface KnownOptions {
  /** Joules of a meter that are to be there; the difference of its total at the end and at the start unless given. */
  readonly expected?: (meter: number) => bigint;
  /** Quantities may be unknown, as after a fall that nothing explains. */
  readonly mayBeUnknown?: boolean;
}

/** The number of devices whose readings reach beyond an instant of now, as far as the store knows. */
async function devicesBeyond(stage: Stage, at: number): Promise<number> {
  const [row] = await stage.store.query(
    `SELECT uniqExact(device) AS devices FROM reading_meter WHERE site = 'plant' AND toUnixTimestamp64Milli(started_at) >= {at: Int64}`,
    { params: { at }, schema: z.object({ devices: safeInteger }) },
  );
  return row?.devices ?? 0;
}

export interface PlantOptions extends MeterOptions {
  /** Further settings of every collector. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts meters, a processor that rolls them up, and a collector for as long as it takes to have seen them stand. */
export async function openPlant(stage: Stage, options: PlantOptions = {}): Promise<Plant> {
  const meters = await startMeters(stage.directory, options);
  stage.onEnd(() => meters.stop());
  const first = Array.from({ length: meterCount }, (_, meter) => meters.shown(meter));
  const environment = { SITE_FILE: `${stage.environment['SITE_FILE']},${meters.file}` };
  const startCollector = (extra: Record<string, string> = {}): Child =>
    stage.start('collector', {
      SITE_FILE: meters.file,
      POLL_SECONDS: '0.5',
      COLLECTOR_LINGER_MS: '50',
      ...options.environment,
      ...extra,
    });
  await started(() => stage.start('processor', environment));
  const collector = await started(() => startCollector());
  await until('a first reading of each meter', async () => (await devicesBeyond(stage, 0)) === meterCount);
  await collector.kill('SIGTERM');
  meters.run();
  const finish = async (last: Child): Promise<void> => {
    meters.freeze();
    const frozenAt = Date.now();
    await until('the last readings', async () => (await devicesBeyond(stage, frozenAt)) === meterCount);
    await last.kill('SIGTERM');
  };
  const known = (given: KnownOptions = {}): Promise<Known> => judgeMeters(stage, { meters, first, ...given });
  return { meters, environment, startCollector, finish, known };
}

interface Judged extends KnownOptions {
  readonly meters: Meters;
  readonly first: readonly number[];
}

async function judgeMeters(stage: Stage, judged: Judged): Promise<Known> {
  const { meters, first, mayBeUnknown = false } = judged;
  const difference = (meter: number): bigint => BigInt(meters.shown(meter) - (first[meter] ?? 0)) * joulesPerWh;
  const { expected = difference } = judged;
  const rows = await stage.store.query(
    `SELECT device, count() AS readings, countIf(import_j IS NULL) AS unknown, toString(ifNull(sum(import_j), 0)) AS total,
            arraySort(groupArray((toUnixTimestamp64Milli(started_at), toUnixTimestamp64Milli(ended_at)))) AS spans
       FROM reading_meter WHERE site = 'plant' GROUP BY device`,
    { schema: seriesRow },
  );
  const found = new Map(rows.map((row) => [row.device, row]));
  const faults: string[] = [];
  const counts = { lost: 0, doubled: 0, wrongSums: 0 };
  for (let meter = 0; meter < meterCount; meter++) {
    const { spans = [], total = 0n, unknown = 0 } = found.get(`meter-${meter}`) ?? {};
    for (const [at, [start]] of spans.entries()) {
      const before = spans[at - 1]?.[1];
      if (before === undefined || before === start) continue;
      counts[before < start ? 'lost' : 'doubled'] += 1;
      faults.push(`meter-${meter}: a reading ends at ${before}, the next starts at ${start}`);
    }
    if (total !== expected(meter)) {
      counts.wrongSums += 1;
      faults.push(`meter-${meter}: ${total} J measured, ${expected(meter)} J shown`);
    }
    if (unknown > 0 && !mayBeUnknown) faults.push(`meter-${meter}: ${unknown} readings do not know their energy`);
  }
  return { ...counts, faults };
}

import { join } from 'node:path';
import { z } from 'zod';
import { openRecorder, type PollSource, startSender } from '../../../apps/collector/index.ts';
import { flag } from '#contracts';
import { type Clock, Retriable, silentLogger, systemClock } from '#runtime';
import { safeInteger } from '#store';
import { meterPoll } from '../../support/spooled.ts';
import { startLoad } from '../load.ts';
import { openPlant } from '../metered.ts';
import { meterCount, startMeters } from '../meters.ts';
import type { Scenario } from '../scenario.ts';
import { settled } from '../settled.ts';
import { type Stage, started } from '../stage.ts';
import { judge, type Known } from '../verdict.ts';

/** The store goes away in good order and comes back; what comes in meanwhile waits in the stream. */
export const storeAway: Scenario = {
  name: 'store-away',
  about: 'the store is away for a while under load',
  streams: ['embedded', 'kafka'],
  short: [],
  kills: { short: 0, long: 0 },
  run: async (stage) => {
    const load = startLoad(stage);
    await started(() => stage.start('processor'));
    for (let round = 0; round < (stage.isLong ? 3 : 1); round++) {
      await systemClock.sleep(stage.random.between(1_000, 3_000));
      await stage.engine.kill('SIGTERM');
      stage.say('the store is away');
      await systemClock.sleep(stage.random.between(4_000, 8_000));
      await stage.startEngine();
    }
    const sent = await load.stop();
    await settled(stage);
    return judge(stage, sent);
  },
};

/** Neither store nor stream is there; the collector goes on polling. */
export const bothAway: Scenario = {
  name: 'both-away',
  about: 'store and broker are away while a collector polls meters',
  streams: ['kafka'],
  short: [],
  kills: { short: 0, long: 0 },
  run: async (stage) => {
    const plant = await openPlant(stage);
    const collector = await started(() => plant.startCollector());
    await systemClock.sleep(2_000);
    await stage.engine.kill('SIGTERM');
    await stage.broker?.shutDown();
    stage.say('both are away');
    await systemClock.sleep(stage.isLong ? 20_000 : 8_000);
    await stage.broker?.start();
    await stage.startEngine();
    await plant.finish(collector);
    await settled(stage);
    return judge(stage, await plant.known());
  },
};

const pollMs = 5_000;
const rounds = 720;
const source: PollSource = { site: 'plant', deviceClass: 'meter', pollMs };
/** What the counter of a meter shows in a round, J. */
const shown = (meter: number, round: number): number => 7 * round * (meter + 1) + Math.floor(round / 9);

/** Lets an hour of polls go by while the stream refuses; the time is ours, the disk and the stream are real. */
async function pollAnHour(stage: Stage): Promise<{ merged: number; faults: string[] }> {
  const spoolBytes = 60_000;
  const start = systemClock.now() - 2 * 3_600_000;
  let now = start;
  let isAway = false;
  const clock: Clock = { ...systemClock, now: () => now, sleep: (_, signal) => systemClock.sleep(1, signal) };
  const common = { clock, logger: silentLogger };
  const directory = join(stage.directory, 'spool');
  const recorder = await openRecorder({ ...common, directory, collector: 'hour', spoolBytes });
  const append: Stage['stream']['append'] = async (...records) => {
    if (isAway) throw new Retriable('STREAM_UNAVAILABLE', 'away');
    return stage.stream.append(...records);
  };
  const sender = startSender({ ...common, spool: recorder.spool, stream: { append } });
  const faults: string[] = [];
  let merged = 0;
  for (let round = 0; round <= rounds; round++) {
    now = start + round * pollMs;
    isAway = round > 10;
    const polls = Array.from({ length: meterCount }, (_, meter) =>
      meterPoll(`meter-${meter}`, now, shown(meter, round)),
    );
    merged += (await recorder.record([{ source, polls }])).merged;
    if (recorder.spool.bytes > 1.1 * spoolBytes)
      faults.push(`round ${round}: ${recorder.spool.bytes} bytes are spooled`);
  }
  isAway = false;
  while (recorder.heldReadings > 0 || recorder.spool.bytes > 0) await systemClock.sleep(5);
  await sender.stop();
  await recorder.stop();
  if (merged === 0) faults.push('nothing was merged');
  return { merged, faults };
}

const hourRow = z.object({ readings: safeInteger, merged: safeInteger, total: safeInteger, observed: safeInteger });

async function judgeHour(stage: Stage, { merged, faults }: { merged: number; faults: string[] }): Promise<Known> {
  const [row] = await stage.store.query(
    `SELECT count() AS readings, countIf(bitAnd(flags, {flag: UInt32}) > 0) AS merged, sum(import_j) AS total, sum(observed_ms) AS observed
       FROM reading_meter WHERE site = 'plant'`,
    { schema: hourRow, params: { flag: flag.merged } },
  );
  const meters = Array.from({ length: meterCount }, (_, meter) => meter);
  const expected = {
    readings: rounds * meterCount - merged,
    total: meters.reduce((sum, meter) => sum + shown(meter, rounds) - shown(meter, 0), 0),
    observed: meterCount * rounds * pollMs,
  };
  const wrong = Object.entries(expected).filter(([name, value]) => row?.[name as keyof typeof row] !== value);
  const told = wrong.map(([name, value]) => `${name}: ${row?.[name as keyof typeof row]}, expected ${value}`);
  if (!row?.merged) told.push('no reading says that it was merged');
  return { wrongSums: wrong.length, faults: [...faults, ...told] };
}

/** An hour without the stream in a spool that holds minutes. */
export const streamAway: Scenario = {
  name: 'stream-away',
  about:
    'the stream is away for a simulated hour: the spool keeps its bound, totals are exact, lost resolution is reported',
  streams: ['embedded', 'kafka'],
  short: ['embedded'],
  kills: { short: 0, long: 0 },
  run: async (stage) => {
    const meters = await startMeters(stage.directory);
    stage.onEnd(() => meters.stop());
    const files = `${stage.environment['SITE_FILE']},${meters.file}`;
    await started(() => stage.start('processor', { SITE_FILE: files }));
    const hour = await pollAnHour(stage);
    stage.say(`${hour.merged} readings were merged`);
    await settled(stage);
    return judge(stage, await judgeHour(stage, hour));
  },
};

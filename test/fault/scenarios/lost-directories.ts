import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { deadTopic, topicNames } from '#contracts';
import { childEnvironment, projectPath, silentLogger, systemClock } from '#runtime';
import { migrate, safeInteger } from '#store';
import { openEmbeddedStream } from '#stream/embedded';
import { asicMessage, asicTopic, type Message } from '../batches.ts';
import type { Scenario } from '../scenario.ts';
import { healthOf, settled } from '../settled.ts';
import { madeUpSites } from '../sites.ts';
import { partitions, type Stage, started } from '../stage.ts';
import { judge, type Verdict } from '../verdict.ts';
import { rollupFaults } from '../rollup-check.ts';
import { until } from '../wait.ts';
import { endAt } from './processor-points.ts';

const rows = 5;

/** Batches of all sites with the sequences from `first` to `last`, the same for the same sequence. */
const batches = (stage: Stage, now: number, first: number, last: number): Message[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i).flatMap((sequence) =>
    madeUpSites.map((site) => asicMessage(stage.random, { site, sequence, at: now - sequence * 60_000, rows })),
  );

/** The store is empty all of a sudden, and the stream still has everything. */
export const lostStore: Scenario = {
  name: 'lost-store',
  about:
    'the directory of the store is deleted, the stream kept: everything is loaded again, though the processor is killed meanwhile',
  streams: ['embedded', 'kafka'],
  short: [],
  kills: { short: 10, long: 10 },
  run: async (stage) => {
    const messages = batches(stage, systemClock.now(), 1, 120);
    await stage.stream.append(asicTopic, messages);
    const processor = await started(() => stage.start('processor'));
    await settled(stage);
    await processor.kill('SIGTERM');
    await stage.engine.kill('SIGTERM');
    rmSync(join(stage.directory, 'store'), { recursive: true });
    await stage.startEngine();
    await migrate(stage.store);
    while (stage.kills < stage.planned) await endAt(stage, 'after insert', 1, { PROCESSOR_BLOCK_ROWS: '25' });
    await started(() => stage.start('processor'));
    await settled(stage);
    return judge(stage, { readings: messages.length * rows });
  },
};

const batchRow = z.object({ site: z.string(), sequence: safeInteger, rows: safeInteger, places: safeInteger });

/** Holds the store against sequences 1 to `last` of each site, whichever log they came from. */
async function judgeSequences(stage: Stage, last: number): Promise<Verdict> {
  const found = await stage.store.query(
    `SELECT site, sequence, count() AS rows, uniqExact(src_log, src_offset) AS places FROM reading_asic GROUP BY site, sequence`,
    { schema: batchRow },
  );
  const stored = new Map(found.map((row) => [`${row.site} ${row.sequence}`, row]));
  const counts = { lost: 0, doubled: 0, sequenceGaps: 0 };
  const faults: string[] = [];
  for (const site of madeUpSites) {
    for (let sequence = 1; sequence <= last; sequence++) {
      const { rows: some = 0, places = 0 } = stored.get(`${site} ${sequence}`) ?? {};
      counts.lost += Math.max(0, rows - some);
      counts.doubled += Math.max(0, some - rows);
      if (some === 0) counts.sequenceGaps += 1;
      if (some !== rows || places !== 1) faults.push(`${site} ${sequence}: ${some} rows from ${places} messages`);
    }
  }
  const rollups = await rollupFaults(stage.store);
  return {
    ...counts,
    readings: last * madeUpSites.length * rows,
    wrongSums: 0,
    rollupMismatches: rollups.length,
    dead: 0,
    deadExpected: 0,
    faults: [...faults, ...rollups],
  };
}

/** The stream is another one all of a sudden, and the store has what came by the one before. */
export const lostStream: Scenario = {
  name: 'lost-stream',
  about: 'the directory of the stream is deleted, the store kept: the processor stops, the operator adopts, it goes on',
  streams: ['embedded'],
  short: [],
  kills: { short: 0, long: 0 },
  run: async (stage) => {
    const now = systemClock.now();
    const all = batches(stage, now, 1, 60);
    const each = madeUpSites.length;
    await stage.stream.append(asicTopic, all.slice(0, 40 * each));
    const first = await started(() => stage.start('processor'));
    await settled(stage);
    await first.kill('SIGTERM');
    const directory = join(stage.directory, 'stream-later');
    const later = openEmbeddedStream({ directory, logger: silentLogger });
    stage.onEnd(() => later.stop());
    const names = topicNames.flatMap((name) => [name, deadTopic(name)]);
    await later.ensureTopics(names.map((topic) => ({ topic, partitions })));
    // The collectors had not heard of the last acknowledgements, so some of it is sent again.
    await later.append(asicTopic, all.slice(35 * each, 50 * each));
    const processor = await started(() => stage.start('processor', { STREAM_DIR: directory }));
    const stopped = await until('it to stop', async () => {
      const { partitions: states } = await healthOf(processor);
      return states.some(({ state }) => state === 'stopped') && states;
    });
    const faults = stopped
      .filter(({ state, code }) => state === 'stopped' && code !== 'STREAM_LOST')
      .map((one) => JSON.stringify(one));
    const environment = childEnvironment({ ...stage.environment, NODE_OPTIONS: '', STREAM_DIR: directory });
    const command = [projectPath('dist/apps/cli/main.js'), 'stream', 'adopt', '--note', 'the disk was replaced'];
    await promisify(execFile)(process.execPath, command, { env: environment });
    stage.say('adopted');
    await later.append(asicTopic, all.slice(50 * each));
    await until('it to go on', async () => (await stage.storedRows()) >= all.length * rows, 90_000);
    await settled(stage);
    const verdict = await judgeSequences(stage, 60);
    return { ...verdict, faults: [...faults, ...verdict.faults] };
  },
};

import { execFile } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '#runtime';
import { migrate } from '#store';
import { startLoad } from '../load.ts';
import { openPlant } from '../metered.ts';
import type { Scenario } from '../scenario.ts';
import { metricsOf, settled } from '../settled.ts';
import { type Stage, started } from '../stage.ts';
import { judge } from '../verdict.ts';
import { until } from '../wait.ts';

const run = promisify(execFile);

/** Runs as root, by sudo where that asks for no password. */
const asRoot = (command: string, ...args: string[]): Promise<unknown> =>
  process.getuid?.() === 0 ? run(command, args) : run('sudo', ['-n', command, ...args]);

/** Mounting needs a right that not every machine gives. */
export async function whyNoMount(): Promise<string | null> {
  return asRoot('true').then(
    () => null,
    () => 'a small disk can only be mounted as root',
  );
}

/** A disk of so many MiB. */
async function smallDisk(
  stage: Stage,
  name: string,
  mib: number,
): Promise<{ path: string; fill(): void; free(): void }> {
  const path = join(stage.directory, name);
  mkdirSync(path);
  await asRoot('mount', '-t', 'tmpfs', '-o', `size=${mib}m,mode=777`, 'tmpfs', path);
  stage.onEnd(() => asRoot('umount', '-l', path));
  const filler = join(path, 'filler');
  return {
    path,
    fill: () => {
      for (const bytes of [65_536, 512]) {
        try {
          for (;;) appendFileSync(filler, Buffer.alloc(bytes));
        } catch {
          // Full.
        }
      }
    },
    free: () => rmSync(filler),
  };
}

/** The disk of the collector is full for a while: the next reading that is recorded covers the time since. */
export const collectorDiskFull: Scenario = {
  name: 'disk-full-collector',
  about: 'the disk of the collector fills up and has room again',
  streams: ['embedded'],
  short: [],
  kills: { short: 0, long: 0 },
  needs: whyNoMount,
  run: async (stage) => {
    const disk = await smallDisk(stage, 'collector-disk', 16);
    const plant = await openPlant(stage, { environment: { COLLECTOR_DIR: join(disk.path, 'spool') } });
    const collector = await started(() => plant.startCollector());
    for (let round = 0; round < (stage.isLong ? 3 : 1); round++) {
      await systemClock.sleep(2_000);
      disk.fill();
      await until('the collector to find it full', async () =>
        /^collector_errors_total\{code="SPOOL_UNAVAILABLE"\} [1-9]/m.test(await metricsOf(collector)),
      );
      await systemClock.sleep(stage.random.between(1_000, 3_000));
      disk.free();
      stage.say('the disk has room again');
    }
    await plant.finish(collector);
    await settled(stage);
    return judge(stage, await plant.known());
  },
};

/** The disk of the engine is full for a while; what cannot be stored waits in the stream. */
export const engineDiskFull: Scenario = {
  name: 'disk-full-engine',
  about: 'the disk of the engine fills up under load and has room again',
  streams: ['embedded'],
  short: [],
  kills: { short: 0, long: 0 },
  needs: whyNoMount,
  run: async (stage) => {
    const disk = await smallDisk(stage, 'engine-disk', 512);
    await stage.engine.kill('SIGTERM');
    await stage.startEngine({ ENGINE_DIR: join(disk.path, 'store') });
    await migrate(stage.store);
    const processor = await started(() => stage.start('processor'));
    const load = startLoad(stage);
    for (let round = 0; round < (stage.isLong ? 3 : 1); round++) {
      await systemClock.sleep(2_000);
      disk.fill();
      stage.say('the disk is full');
      await until('the processor to hear of it', async () =>
        /^processor_errors_total\{code="STORE_[A-Z]+"\} [1-9]/m.test(await metricsOf(processor)),
      );
      await systemClock.sleep(stage.random.between(1_000, 3_000));
      disk.free();
      stage.say('the disk has room again');
    }
    const sent = await load.stop();
    await settled(stage);
    return judge(stage, sent);
  },
};

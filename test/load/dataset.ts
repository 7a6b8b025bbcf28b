import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { deviceClasses, telemetryTopic, type Topic } from '#contracts';
import { parseSite, type Site } from '#register';
import { silentLogger, systemClock } from '#runtime';
import type { StreamRecord } from '#stream';
import { openRecorder, startSender } from '../../apps/collector/index.ts';
import { createSite, siteFile, type SiteModel } from '../../apps/simulator/index.ts';
import { backfill } from '../../apps/standalone/backfill.ts';

const memory = '/dev/shm';
const hourMs = 3_600_000;
const pollMs = 60_000;
export interface DatasetOptions {
  /** Length, ending with the last full hour. */
  readonly hours: number;
  /** 4 unless given: with four partitions each has a site of its own. */
  readonly sites?: number;
  /** 240 unless given. */
  readonly devicesPerSite?: number;
  /** So many polls are sent at once; 5 unless given. */
  readonly chunkPolls?: number;
}

/** What the collectors of some hybrid sites have put on the stream. */
export interface Dataset {
  /** Readings of devices; rows of market topics come on top of them. */
  readonly readings: number;
  /** In the order in which they were sent; with five polls at once a batch is those of up to 100 devices of a site. */
  readonly messages: readonly { readonly topic: Topic; readonly record: StreamRecord }[];
  /** Paths of the site files. */
  readonly siteFiles: readonly string[];
  readonly bytes: number;
  remove(): void;
}

/** A new directory, in memory where there is such a place: what is measured later is not how fast a disk syncs here. */
export const memoryDirectory = (): string =>
  mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'coload-bench-data-'));

export const telemetryTopics: readonly Topic[] = deviceClasses.map(telemetryTopic);

/** A simulated site of which only the model is run: nothing listens at its addresses. */
export function siteOf(model: SiteModel): { site: Site; yaml: string } {
  const { miners, hosts, loops, meters } = model.inventory;
  const ids = [...miners, ...hosts, ...meters].map(({ id }) => id).concat(loops.map(({ cdu }) => cdu));
  const addresses = {
    devices: Object.fromEntries(ids.map((id, index) => [id, `127.0.0.1:${index + 1}`])),
    chainUrl: 'http://127.0.0.1:1',
    powerUrl: 'http://127.0.0.1:1/prices',
    carbonUrl: 'http://127.0.0.1:1/carbon-intensity/history',
    gpuUrl: 'http://127.0.0.1:1/instance-types',
    dispatchUrl: 'http://127.0.0.1:1/dispatch',
  };
  const yaml = stringify(siteFile(model, addresses));
  return { site: parseSite(yaml, model.site), yaml };
}

/**
 * Lets simulated sites be polled every minute of the last `hours` through the collector's own metering, batches and spool.
 * The same options give the same readings, but for the hour at which they end.
 */
export async function makeDataset(given: DatasetOptions): Promise<Dataset> {
  const { hours, sites = 4, devicesPerSite = 240, chunkPolls = 5 } = given;
  const directory = memoryDirectory();
  const until = Math.floor(systemClock.now() / hourMs) * hourMs;
  const start = until - Math.round((hours * hourMs) / pollMs) * pollMs;
  const messages: { topic: Topic; record: StreamRecord }[] = [];
  const append = (topic: string, records: readonly StreamRecord[]): Promise<never[]> => {
    for (const record of records)
      messages.push({ topic: topic as Topic, record: { ...record, value: Buffer.from(record.value) } });
    return Promise.resolve([]);
  };
  const options = { clock: systemClock, logger: silentLogger };
  const recorder = await openRecorder({ ...options, directory: join(directory, 'spool'), collector: 'bench' });
  const sender = startSender({ ...options, spool: recorder.spool, stream: { append } });
  const siteFiles: string[] = [];
  const models = Array.from({ length: sites }, (_, index) =>
    createSite({ seed: index + 1, site: `sim-${index + 1}`, devices: devicesPerSite, start, tickMs: pollMs }),
  );
  // Side by side, so that their batches come one after the other as time goes on.
  const polled = await Promise.all(
    models.map((model) => {
      const { site, yaml } = siteOf(model);
      const path = join(directory, `${model.site}.yaml`);
      writeFileSync(path, yaml);
      siteFiles.push(path);
      const polling = { model, site, recorder, sender, process: 'bench', until, pollMs, chunkPolls };
      return backfill({ ...polling, onProgress: () => undefined });
    }),
  );
  const readings = polled.reduce((sum, each) => sum + each.readings, 0);
  await sender.stop();
  await recorder.stop();
  const bytes = messages.reduce((sum, { record }) => sum + record.value.length, 0);
  return { readings, messages, siteFiles, bytes, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

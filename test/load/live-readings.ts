import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Topic } from '#contracts';
import type { Site } from '#register';
import { silentLogger, systemClock } from '#runtime';
import type { StreamRecord } from '#stream';
import { openRecorder, startSender } from '../../apps/collector/index.ts';
import { createSite, type SiteModel } from '../../apps/simulator/index.ts';
import { backfill } from '../../apps/standalone/backfill.ts';
import { memoryDirectory, siteOf } from './dataset.ts';

const feedPollMs = 60_000;

export interface FleetOptions {
  readonly sites: number;
  readonly devicesPerSite: number;
  readonly pollMs: number;
  /** First poll of the first site, UTC ms; the sites are polled one after the other within `pollMs`. */
  readonly from: number;
}

/** What one poll of a site puts on the stream. */
export interface SitePoll {
  readonly site: string;
  /** `ended_at` of its readings, UTC ms. */
  readonly at: number;
  readonly readings: number;
  /** Whole batches by topic, in the order in which they were cut. */
  readonly batches: ReadonlyMap<Topic, readonly StreamRecord[]>;
}

interface Polled {
  readonly model: SiteModel;
  readonly site: Site;
  readonly file: string;
}

/** Simulated sites without incidents, whose polls can be made before their time. */
export interface LiveFleet {
  /** Paths of the site files. */
  readonly siteFiles: readonly string[];
  /** A site's first and last miner: the last is in the last batch of a poll. */
  readonly watched: readonly string[];
  /** Makes the next so many polls of every site, in the order of time; the very first of a site has no readings. */
  make(polls: number): Promise<SitePoll[]>;
  remove(): void;
}

function polledSite(options: FleetOptions, index: number, directory: string): Polled {
  const { sites, devicesPerSite, pollMs, from } = options;
  const start = from + Math.round((index * pollMs) / sites);
  const name = { seed: index + 1, site: `sim-${index + 1}` };
  const model = createSite({ ...name, devices: devicesPerSite, start, tickMs: pollMs, hasIncidents: false });
  const { site, yaml } = siteOf(model);
  const file = join(directory, `${model.site}.yaml`);
  writeFileSync(file, yaml);
  return { model, site, file };
}

/** Prepares a fleet, so that its readings can be appended when they are due and making them takes nothing from what is measured. */
export async function openLiveFleet(options: FleetOptions): Promise<LiveFleet> {
  const { pollMs } = options;
  const directory = memoryDirectory();
  const polled = Array.from({ length: options.sites }, (_, index) => polledSite(options, index, directory));
  let now = options.from;
  const common = { clock: { ...systemClock, now: () => now }, logger: silentLogger };
  const recorder = await openRecorder({ ...common, directory: join(directory, 'spool'), collector: 'bench' });
  let batches = new Map<Topic, StreamRecord[]>();
  const append = (name: string, records: readonly StreamRecord[]): Promise<never[]> => {
    const topic = name as Topic;
    // Feeds are polled far less often than devices.
    if (topic.startsWith('market.') && (made * pollMs) % feedPollMs !== 0) return Promise.resolve([]);
    const own = records.map((record) => ({ ...record, value: Buffer.from(record.value) }));
    batches.set(topic, [...(batches.get(topic) ?? []), ...own]);
    return Promise.resolve([]);
  };
  const sender = startSender({ ...common, spool: recorder.spool, stream: { append } });
  let made = 0;
  const pollOf = async ({ model, site }: Polled): Promise<SitePoll> => {
    now = model.start + made * pollMs;
    batches = new Map();
    model.advance(now);
    const one = { model, site, recorder, sender, process: 'bench', until: now, pollMs, chunkPolls: 1 };
    const { readings } = await backfill({ ...one, onProgress: () => undefined });
    return { site: site.id, at: now, readings, batches };
  };
  const make = async (polls: number): Promise<SitePoll[]> => {
    const all: SitePoll[] = [];
    for (const until = made + polls; made < until; made++) {
      for (const each of polled) all.push(await pollOf(each));
    }
    return all;
  };
  const miners = polled[0]?.model.inventory.miners ?? [];
  const watched = [miners.at(0), miners.at(-1)].flatMap((miner) => (miner ? [miner.id] : []));
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  return { siteFiles: polled.map(({ file }) => file), watched, make, remove };
}

import { setImmediate } from 'node:timers/promises';
import type { Poll } from '#metering';
import type { Site, SiteDevice } from '#register';
import {
  type FeedRows,
  maxRatesOf,
  type PolledSource,
  pollOf,
  type PollSource,
  type Recorder,
  type Sender,
} from '../collector/index.ts';
import type { SiteModel } from '../simulator/index.ts';
import { minerPoll, understand } from './backfill-answers.ts';
import { marketRows } from './backfill-market.ts';

export interface BackfillOptions {
  readonly model: SiteModel;
  readonly site: Site;
  readonly recorder: Recorder;
  readonly sender: Sender;
  /** Name of the process that polls, so that its monotonic clock is not compared with another's. */
  readonly process: string;
  /** UTC ms; polls are made at each multiple of `pollMs` from the model's now up to it. */
  readonly until: number;
  readonly pollMs: number;
  /** So many polls of all devices are recorded in one transaction; 24 unless given. */
  readonly chunkPolls?: number;
  /** Told after each recorded chunk. */
  readonly onProgress: (done: { readonly at: number; readonly readings: number }) => void;
  /** Told of each answer as it was sent; for tests that meter it independently. */
  readonly onAnswer?: (at: number, device: string, answer: unknown) => void;
  /** Told of what each feed has shown, likewise. */
  readonly onRows?: (feed: FeedRows) => void;
}

/** Bytes that may wait for the stream before the model waits for it. */
const maxSpooledBytes = 32 * 1024 * 1024;

/**
 * Lets a model run through the past and records what each device would have answered at each poll: the same polls, metering, batches
 * and stream as live, only without sockets. Prices, chain and orders are recorded as their feeds would have shown them.
 */
export async function backfill(options: BackfillOptions): Promise<{ readings: number }> {
  const { model, site, recorder, sender, until, pollMs, chunkPolls = 24 } = options;
  const sources = site.devices.map((device) => ({
    device,
    source: { site: site.id, deviceClass: device.class, pollMs, maxRates: maxRatesOf(device) } satisfies PollSource,
  }));
  let readings = 0;
  let at = model.now();
  let recording: Promise<void> | undefined;
  // Told where the model stands at the same places in every run, since what is sampled there must not depend on the disk.
  const recorded = async (): Promise<void> => {
    if (!recording) return;
    await recording;
    options.onProgress({ at, readings });
  };
  while (at <= until) {
    const from = at;
    const polled = new Map<SiteDevice, PolledSource & { polls: Poll[] }>(
      sources.map(({ device, source }) => [device, { source, polls: [] }]),
    );
    for (let poll = 0; poll < chunkPolls && at <= until; poll++, at += pollMs) {
      model.advance(at);
      for (const [device, { polls }] of polled) pollDevice(options, device, at, polls);
      // What was recorded before is written and sent meanwhile.
      await setImmediate();
    }
    const feeds = marketRows(model, site, from, at);
    for (const feed of feeds) options.onRows?.(feed);
    await recorded();
    recording = (async () => {
      const { rows } = await recorder.record([...polled.values()]);
      await recorder.recordRows(feeds);
      readings += rows;
    })();
    await recorder.spool.belowBytes(maxSpooledBytes);
  }
  await recorded();
  await sender.drained();
  return { readings };
}

function pollDevice(
  { model, process, onAnswer }: BackfillOptions,
  device: SiteDevice,
  at: number,
  polls: Poll[],
): void {
  const figures = onAnswer ? null : model.figures(device.id);
  if (figures) return void polls.push(minerPoll(device.id, figures, { at, process }));
  const answer = model.answers(device.id);
  if (answer === null) return;
  onAnswer?.(at, device.id, answer);
  for (const unit of understand(answer, device).units) polls.push(pollOf(unit, at, at, process));
}

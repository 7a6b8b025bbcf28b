import { Temporal } from 'temporal-polyfill';
import type { UnitAnswer } from '#devices';
import type { Poll } from '#metering';
import type { Site, SiteDevice } from '#register';
import type { FeedRows, PolledSource, PollSource, Recorder, Sender } from '../collector/index.ts';
import type { SiteModel } from '../simulator/index.ts';
import { understand } from './backfill-answers.ts';

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
  /** Told after each recorded chunk. */
  readonly onProgress: (done: { readonly at: number; readonly readings: number }) => void;
  /** Told of each answer as it was sent; for tests that meter it independently. */
  readonly onAnswer?: (at: number, device: string, answer: unknown) => void;
  /** Told of what each feed has shown, likewise. */
  readonly onRows?: (feed: FeedRows) => void;
}

/** So many polls of all devices are recorded in one transaction. */
const chunkPolls = 24;
/** Bytes that may wait for the stream before the model waits for it. */
const maxSpooledBytes = 32 * 1024 * 1024;

const maxRatesOf = (device: SiteDevice): { maxRates?: Record<string, number> } =>
  device.class === 'asic' && device.nominalGhs !== undefined ? { maxRates: { hash_gh: device.nominalGhs } } : {};

/**
 * Lets a model run through the past and records what each device would have answered at each poll: the same replies, drivers, metering, batches
 * and stream as live, only without sockets. Prices, chain and orders are recorded as their feeds would have shown them.
 */
export async function backfill(options: BackfillOptions): Promise<{ readings: number }> {
  const { model, site, recorder, sender, until, pollMs } = options;
  const sources = site.devices.map((device) => ({
    device,
    source: { site: site.id, deviceClass: device.class, pollMs, ...maxRatesOf(device) } satisfies PollSource,
  }));
  let readings = 0;
  let at = model.now();
  let pending = Promise.resolve();
  while (at <= until) {
    const from = at;
    const polled = new Map<SiteDevice, PolledSource & { polls: Poll[] }>(
      sources.map(({ device, source }) => [device, { source, polls: [] }]),
    );
    for (let poll = 0; poll < chunkPolls && at <= until; poll++, at += pollMs) {
      model.advance(at);
      for (const [device, { polls }] of polled) pollDevice(options, device, at, polls);
    }
    const feeds = marketRows(model, site, from, at);
    for (const feed of feeds) options.onRows?.(feed);
    await pending;
    pending = (async () => {
      const recorded = await recorder.record([...polled.values()]);
      await recorder.recordRows(feeds);
      readings += recorded.rows;
      options.onProgress({ at, readings });
    })();
    await recorder.spool.belowBytes(maxSpooledBytes);
  }
  await pending;
  await sender.drained();
  return { readings };
}

function pollDevice(
  { model, process, onAnswer }: BackfillOptions,
  device: SiteDevice,
  at: number,
  polls: Poll[],
): void {
  const answer = model.answers(device.id);
  if (answer === null) return;
  onAnswer?.(at, device.id, answer);
  for (const unit of understand(answer, device).units) polls.push(pollOf(unit, at, process));
}

/** Spelt out: a spread per poll costs as much as metering it. */
const pollOf = (
  { device, boot, counters, gauges, origins, activity }: UnitAnswer,
  at: number,
  process: string,
): Poll => ({
  device,
  at,
  monotonicMs: at,
  process,
  boot,
  counters,
  gauges,
  ...(origins && { origins }),
  ...(activity && { activity }),
});

const instantOf = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;

const chainStepMs = 600_000;
const feeBlocks = 144;

function meanFee(model: SiteModel, height: number): number {
  let sum = 0;
  for (let block = height - feeBlocks + 1; block <= height; block++) sum += model.chain.feeSat(block);
  return Math.round(sum / feeBlocks);
}

/** What the feeds of a site show of [from, to). */
function marketRows(model: SiteModel, site: Site, from: number, to: number): FeedRows[] {
  const { chain, power, dispatch } = site.market;
  const feeds: FeedRows[] = [];
  if (chain) {
    const instants = Array.from(
      { length: Math.ceil((to - from) / chainStepMs) },
      (_, step) => from + step * chainStepMs,
    );
    const rows = instants.map((at) => {
      const height = model.chain.height(at);
      const row = {
        observed_at: at,
        known_at: at,
        height,
        difficulty: model.chain.difficulty(height),
        subsidy_sat: model.chain.subsidySat(height),
        fee_sat: meanFee(model, height),
        network_hashrate_hs: model.chain.networkHashrateHs(height),
        price_usd: model.chain.priceUsd(at),
      };
      return { id: String(at), content: [height, row.price_usd], row };
    });
    feeds.push({ topic: 'market.chain', key: chain.feed, rows });
  }
  if (power) {
    const rows = model.price
      .rows(from, to, Infinity)
      .map(({ start_utc: start, end_utc: end, known_at: known, ...rest }) => ({
        id: start,
        content: [rest.price, rest.status],
        row: { ...rest, start_at: instantOf(start), end_at: instantOf(end), known_at: instantOf(known) },
      }));
    feeds.push({ topic: 'market.power', key: power.feed, rows });
  }
  if (dispatch) {
    const rows = model.dispatch(from).map((order) => ({
      id: order.event_id,
      content: [order.revision],
      row: {
        ...order,
        started_at: instantOf(order.started_at),
        ended_at: order.ended_at === null ? null : instantOf(order.ended_at),
        known_at: instantOf(order.known_at),
      },
    }));
    feeds.push({ topic: 'site.event', key: site.id, rows });
  }
  return feeds;
}

import { jobEvent, jobRow } from '#contracts';
import {
  blockRows,
  type ChainBlock,
  type ChainRow,
  parseCarbon,
  parseDispatch,
  parseGpuPrice,
  parsePowerPrices,
} from '#market';
import type { Site } from '#register';
import {
  blockFeedRows,
  carbonRows,
  chainRows,
  eventRows,
  type FeedRows,
  gpuRows,
  powerRows,
} from '../collector/index.ts';
import { gpuPriceList, measuredAfterMs, type SiteModel } from '../simulator/index.ts';

const chainStepMs = 600_000;
const hourMs = 3_600_000;
const feeBlocks = 144;
const medianBlocks = 6;

function meanFee(model: SiteModel, height: number): number {
  let sum = 0;
  for (let block = height - feeBlocks + 1; block <= height; block++) sum += model.chain.feeSat(block);
  return Math.round(sum / feeBlocks);
}

function chainAt(model: SiteModel, at: number): ChainRow {
  const height = model.chain.height(at);
  return {
    observed_at: at,
    known_at: at,
    height,
    difficulty: model.chain.difficulty(height),
    subsidy_sat: model.chain.subsidySat(height),
    fee_sat: meanFee(model, height),
    network_hashrate_hs: model.chain.networkHashrateHs(height),
    price_usd: model.chain.priceUsd(at),
  };
}

/** The block at a height as its feed tells it: in whole seconds. */
function blockAt({ chain }: SiteModel, height: number): ChainBlock {
  const { slug, name } = chain.pool(height);
  const whole = (at: number): number => Math.floor(at / 1000) * 1000;
  return {
    height,
    hash: chain.hash(height),
    parent: chain.hash(height - 1),
    foundAt: whole(chain.blockAt(height)),
    medianAt: whole(chain.medianAt(height)),
    difficulty: chain.difficulty(height),
    subsidySat: chain.subsidySat(height),
    feeSat: chain.feeSat(height),
    orphans: 0,
    pool: slug,
    poolName: name,
  };
}

/** Blocks found in [from, to), and as many before as their median times are behind. */
function blocksIn(model: SiteModel, from: number, to: number): ChainBlock[] {
  const [first, last] = [model.chain.height(from) - medianBlocks, model.chain.height(to - 1)];
  return Array.from({ length: last - first + 1 }, (_, index) => blockAt(model, first + index));
}

const bytes = (body: unknown): Buffer => Buffer.from(JSON.stringify(body));

/** What the feeds of a site show of [from, to), UTC ms; prices, orders and jobs go through their parsers as they would live. */
export function marketRows(model: SiteModel, site: Site, from: number, to: number): FeedRows[] {
  const { chain, power, reference, carbon, marginal, gpu, dispatch } = site.market;
  const feeds: FeedRows[] = [];
  if (chain) {
    const steps = Array.from({ length: Math.ceil((to - from) / chainStepMs) }, (_, step) => from + step * chainStepMs);
    feeds.push(
      chainRows(
        chain.feed,
        steps.map((at) => chainAt(model, at)),
      ),
    );
  }
  if (chain) feeds.push(blockFeedRows(chain.feed, blockRows(blocksIn(model, from, to), to)));
  for (const [feed, prices] of [
    [power, model.price],
    [reference, model.hub],
  ] as const) {
    if (!feed) continue;
    const { rows } = parsePowerPrices(bytes(prices.rows(from, to, Infinity)), { feed: feed.feed, knownAt: to });
    feeds.push(powerRows(feed.feed, rows));
  }
  if (carbon) {
    // The hours that have been measured since are told once more.
    const told = bytes(model.carbon.history(from - measuredAfterMs, to, to));
    const hours = parseCarbon(carbon, told, { feed: carbon.feed, knownAt: to });
    feeds.push(carbonRows(carbon.feed, hours.rows));
  }
  if (gpu?.price) {
    const { price } = gpu;
    const list = bytes(gpuPriceList());
    const hours = Array.from({ length: Math.ceil((to - from) / hourMs) }, (_, hour) => from + hour * hourMs);
    for (const knownAt of hours)
      feeds.push(gpuRows(price.feed, parseGpuPrice(price, list, { feed: price.feed, knownAt }).rows));
  }
  if (marginal) {
    const told = bytes(model.carbon.marginal(from, to, to));
    const rates = parseCarbon(marginal, told, { feed: marginal.feed, knownAt: to });
    feeds.push(carbonRows(marginal.feed, rates.rows));
  }
  if (dispatch) {
    const orders = parseDispatch(bytes(model.dispatch(from)), { feed: site.id, knownAt: to });
    feeds.push(eventRows(site.id, orders.rows));
  }
  if (site.facts.job_log.length > 0) feeds.push(jobRows(site.id, model.jobs(from), to));
  return feeds;
}

/** What the scheduler of the site tells, as the api would take it. */
const jobRows = (site: string, told: readonly unknown[], knownAt: number): FeedRows => ({
  topic: 'site.job',
  key: site,
  rows: told.map((each) => {
    const event = jobEvent.parse(each);
    return { id: event.event_id, content: [event], row: jobRow(event, knownAt) };
  }),
});

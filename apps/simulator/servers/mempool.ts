import type { Clock } from '#runtime';
import type { Chain } from '../model/chain.ts';
import { type HttpAnswer, type HttpServerOptions, notFound, startHttpServer } from './http.ts';
import type { Listener } from './listener.ts';

export interface MempoolServerOptions extends HttpServerOptions {
  readonly chain: Chain;
  readonly clock: Clock;
}

const epochBlocks = 2016;
const daySeconds = 86_400;
const seconds = (ms: number): number => Math.floor(ms / 1000);

type Route = (chain: Chain, now: number, argument: string) => object | string;

/** Days that an interval of the API spans. */
const spanDays: Readonly<Record<string, number>> = {
  '24h': 1,
  '3d': 3,
  '1w': 7,
  '1m': 30,
  '3m': 91,
  '6m': 182,
  '1y': 365,
  '2y': 730,
  '3y': 1095,
};

const firstOf = (height: number): number => Math.floor(height / epochBlocks) * epochBlocks;
const percent = (ratio: number): number => (ratio - 1) * 100;

function difficultyAdjustment(chain: Chain, now: number): object {
  const height = chain.height(now);
  const first = firstOf(height);
  const next = first + epochBlocks;
  const passed = height - first + 1;
  const timeAvg = Math.round((now - chain.blockAt(first)) / passed);
  const remainingBlocks = next - height;
  return {
    progressPercent: (passed / epochBlocks) * 100,
    difficultyChange: percent(chain.difficulty(next) / chain.difficulty(first)),
    estimatedRetargetDate: now + remainingBlocks * timeAvg,
    remainingBlocks,
    remainingTime: remainingBlocks * timeAvg,
    previousRetarget: percent(chain.difficulty(first) / chain.difficulty(first - 1)),
    previousTime: seconds(chain.blockAt(first)),
    nextRetargetHeight: next,
    timeAvg,
    adjustedTimeAvg: timeAvg,
    timeOffset: 0,
    expectedBlocks: (now - chain.blockAt(first)) / 600_000,
  };
}

function hashrate(chain: Chain, now: number, interval: string): object {
  const days = spanDays[interval] ?? 3;
  const today = Math.floor(now / 1000 / daySeconds) * daySeconds;
  const height = chain.height(now);
  const hashrates = Array.from({ length: days }, (_, index) => {
    const timestamp = today - (days - 1 - index) * daySeconds;
    return { timestamp, avgHashrate: chain.networkHashrateHs(chain.height(timestamp * 1000)) };
  });
  const difficulty = adjustmentsSince(chain, height, now - days * daySeconds * 1000).map(
    ([time, at, value, ratio]) => ({
      time,
      height: at,
      difficulty: value,
      adjustment: ratio,
    }),
  );
  return {
    hashrates,
    difficulty: difficulty.toReversed(),
    currentHashrate: chain.networkHashrateHs(height),
    currentDifficulty: chain.difficulty(height),
  };
}

type Adjustment = readonly [time: number, height: number, difficulty: number, ratio: number];

/** Retargets from `since` on, newest first. */
function adjustmentsSince(chain: Chain, height: number, since: number): Adjustment[] {
  const found: Adjustment[] = [];
  for (let first = firstOf(height); first > 0 && chain.blockAt(first) >= since; first -= epochBlocks) {
    const ratio = chain.difficulty(first) / chain.difficulty(first - 1);
    found.push([seconds(chain.blockAt(first)), first, chain.difficulty(first), ratio]);
  }
  return found;
}

const difficultyAdjustments = (chain: Chain, now: number, interval: string): object =>
  adjustmentsSince(chain, chain.height(now), now - (spanDays[interval] ?? 30) * daySeconds * 1000);

function rewardStats(chain: Chain, now: number, argument: string): object {
  const endBlock = chain.height(now);
  const count = Math.min(Math.max(1, Number(argument)), 10_000);
  let fees = 0;
  let rewards = 0;
  for (let height = endBlock - count + 1; height <= endBlock; height++) {
    fees += chain.feeSat(height);
    rewards += chain.subsidySat(height) + chain.feeSat(height);
  }
  return {
    startBlock: endBlock - count + 1,
    endBlock,
    totalReward: String(rewards),
    totalFee: String(fees),
    totalTx: String(count * 3100),
  };
}

const pageBlocks = 15;

/** A page of blocks from a height, or from the newest one, downwards. */
function blocks(chain: Chain, now: number, argument: string): object {
  const best = chain.height(now);
  const from = argument === '' ? best : Math.min(Number(argument), best);
  return Array.from({ length: Math.min(pageBlocks, from) }, (_, index) => blockOf(chain, from - index));
}

function blockOf(chain: Chain, height: number): object {
  const totalFees = chain.feeSat(height);
  return {
    id: chain.hash(height),
    height,
    version: 536_870_912,
    timestamp: seconds(chain.blockAt(height)),
    difficulty: chain.difficulty(height),
    tx_count: 3100,
    previousblockhash: chain.hash(height - 1),
    mediantime: seconds(chain.medianAt(height)),
    extras: {
      totalFees,
      reward: chain.subsidySat(height) + totalFees,
      orphans: [],
      pool: chain.pool(height),
    },
  };
}

const routes: readonly (readonly [RegExp, Route])[] = [
  [/^\/v1\/difficulty-adjustment$/, difficultyAdjustment],
  [/^\/v1\/mining\/hashrate\/(\w+)$/, hashrate],
  [/^\/v1\/mining\/difficulty-adjustments\/(\w+)$/, difficultyAdjustments],
  [/^\/v1\/mining\/reward-stats\/(\d+)$/, rewardStats],
  [/^\/v1\/blocks(?:\/(\d+))?$/, blocks],
  [
    /^\/v1\/prices$/,
    (chain, now) => ({ time: seconds(now), USD: chain.priceUsd(now), EUR: Math.round(chain.priceUsd(now) * 0.87) }),
  ],
  [/^(?:\/v1)?\/blocks\/tip\/height$/, (chain, now) => String(chain.height(now))],
];

/** The part of mempool's REST interface that chain feeds use, with or without its prefix `/api`. */
export function startMempoolServer({ chain, clock, ...options }: MempoolServerOptions): Promise<Listener> {
  return startHttpServer((url): HttpAnswer => {
    const path = url.pathname.replace(/^\/api/, '');
    for (const [pattern, route] of routes) {
      const match = pattern.exec(path);
      if (match) return { body: route(chain, clock.now(), match[1] ?? '') };
    }
    return notFound;
  }, options);
}

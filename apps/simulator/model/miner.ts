import { hourMs } from './local-time.ts';
import type { MinerPlan } from './inventory.ts';
import { type Random, randomOf } from './random.ts';

const thPerDifficulty = 2 ** 32 / 1e12;
const warmChipC = 70;

/** Totals of a miner since the site began; none of them ever falls. */
interface MinerTotals {
  energyJ: number;
  hashTh: number;
  /** Seconds at half of the rated rate or more. */
  upS: number;
  /** Seconds under an ordered curtailment. */
  curtailedS: number;
  acceptedDiff: number;
  rejectedDiff: number;
  staleDiff: number;
  hwErrors: number;
}

/** One miner: joules into hashes at its own J/TH. */
export interface Miner extends MinerPlan {
  readonly random: Random;
  /** Its rate against the model's. */
  readonly ratio: number;
  /** Its J/TH with chips at 70 Cel. */
  readonly jPerTh: number;
  readonly totals: MinerTotals;
  /** Totals as they stood when the firmware began to count. */
  readonly boot: { at: number } & MinerTotals;
  chipC: number;
  jitter: number;
  powerW: number;
  rateThs: number;
  /** Work up to here has been turned into shares. */
  drawnTh: number;
  /** Reasons at present for being without power, for restarting, and for sleeping as ordered. */
  outages: number;
  restarts: number;
  curtailments: number;
}

const zero = (): MinerTotals => ({
  energyJ: 0,
  hashTh: 0,
  upS: 0,
  curtailedS: 0,
  acceptedDiff: 0,
  rejectedDiff: 0,
  staleDiff: 0,
  hwErrors: 0,
});

/** A miner that has been running for some hours or days at `now`. */
export function createMiner(plan: MinerPlan, seed: readonly (string | number)[], now: number): Miner {
  const random = randomOf(...seed, plan.id);
  const ratio = random.between(0.985, 1.015);
  const uptimeMs = Math.round(random.between(6, 480) * hourMs);
  const doneTh = plan.model.ths * ratio * (uptimeMs / 1000);
  const shares = doneTh / thPerDifficulty / plan.model.shareDifficulty;
  const before = (share: number): number => -Math.round(shares * share) * plan.model.shareDifficulty;
  const miner: Miner = {
    ...plan,
    random,
    ratio,
    jPerTh: plan.model.jPerTh * random.between(0.985, 1.015),
    totals: zero(),
    boot: {
      ...zero(),
      at: now - uptimeMs,
      hashTh: -doneTh,
      acceptedDiff: before(acceptedShare),
      rejectedDiff: before(rejectedShare),
      staleDiff: before(staleShare),
      hwErrors: -Math.round(doneTh * errorsPerTh),
    },
    chipC: warmChipC,
    jitter: random.gauss() * jitterSpread,
    powerW: 0,
    rateThs: 0,
    drawnTh: 0,
    outages: 0,
    restarts: 0,
    curtailments: 0,
  };
  settleMiner(miner);
  return miner;
}

const jitterSpread = 0.006;
const rejectedShare = 0.003;
const staleShare = 0.001;
const acceptedShare = 1 - rejectedShare - staleShare;
const errorsPerTh = 1e-4;

/** J/TH at the present chip temperature: leakage grows with heat. */
const efficiencyOf = (miner: Miner): number => miner.jPerTh * (1 + 0.0008 * (miner.chipC - warmChipC));

export const isHashing = (miner: Miner): boolean => miner.outages + miner.restarts + miner.curtailments === 0;

/** Puts rate and power in force; call after anything that they depend on has changed. */
export function settleMiner(miner: Miner): void {
  if (isHashing(miner)) {
    miner.rateThs = miner.model.ths * miner.ratio * (1 + miner.jitter);
    miner.powerW = miner.rateThs * efficiencyOf(miner);
  } else {
    miner.rateThs = 0;
    miner.powerW = miner.outages === 0 ? miner.model.standbyW : 0;
  }
}

/** Lets the power and rate in force act for `seconds`. */
export function runMiner(miner: Miner, seconds: number): void {
  const { totals } = miner;
  totals.energyJ += miner.powerW * seconds;
  totals.hashTh += miner.rateThs * seconds;
  if (miner.rateThs >= miner.model.ths / 2) totals.upS += seconds;
  if (miner.curtailments > 0) totals.curtailedS += seconds;
}

/** What changes at a tick for miners: how far temperature and jitter move towards their new values. */
interface MinerTick {
  readonly coolantC: number;
  readonly warming: number;
  readonly memory: number;
  readonly fresh: number;
}

/** How a step of `seconds` moves temperature and jitter. */
export function minerTick(coolantC: number, seconds: number): MinerTick {
  const memory = Math.exp(-seconds / 900);
  return {
    coolantC,
    warming: 1 - Math.exp(-seconds / 240),
    memory,
    fresh: Math.sqrt(1 - memory * memory) * jitterSpread,
  };
}

/** Draws the shares of the work done, moves the temperature and puts the new power in force. */
export function tickMiner(miner: Miner, tick: MinerTick): void {
  drawShares(miner);
  const ratedW = miner.model.ths * miner.model.jPerTh;
  const target = tick.coolantC + (miner.model.riseK * miner.powerW) / ratedW;
  miner.chipC += (target - miner.chipC) * tick.warming;
  miner.jitter = miner.jitter * tick.memory + miner.random.gauss() * tick.fresh;
  settleMiner(miner);
}

/** Shares arrive as a Poisson process whose mean is the work done; its parts are Poisson too. */
function drawShares(miner: Miner): void {
  const { totals, random } = miner;
  const workTh = totals.hashTh - miner.drawnTh;
  if (workTh <= 0) return;
  miner.drawnTh = totals.hashTh;
  const difficulty = miner.model.shareDifficulty;
  const mean = workTh / thPerDifficulty / difficulty;
  totals.acceptedDiff += random.poisson(mean * acceptedShare) * difficulty;
  totals.rejectedDiff += random.poisson(mean * rejectedShare) * difficulty;
  totals.staleDiff += random.poisson(mean * staleShare) * difficulty;
  totals.hwErrors += random.poisson(workTh * errorsPerTh);
}

/** The firmware starts to count from zero at `now`. */
export function restartMiner(miner: Miner, now: number): void {
  drawShares(miner);
  Object.assign(miner.boot, miner.totals, { at: now });
}

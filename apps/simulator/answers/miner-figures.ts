import { isHashing, type Miner } from '../model/miner.ts';
import { boardsOf, cents, fanRpmOf, serialOf, workUtilityOf } from './antminer-stats.ts';

/** The figures that a miner's replies show, in the units of its firmware, without the replies around them. */
export interface MinerFigures {
  readonly serial: string;
  readonly uptimeS: number;
  readonly rateGhs: number;
  readonly totalMh: number;
  readonly acceptedDiff: number;
  readonly rejectedDiff: number;
  readonly staleDiff: number;
  readonly hwErrors: number;
  /** Mean work of difficulty 1 since the start, per minute. */
  readonly workUtility: number;
  /** Null where the firmware does not show it. */
  readonly powerW: number | null;
  /** Hottest sensors of chips and boards, Cel. */
  readonly chipC: number;
  readonly boardC: number;
  /** Null where there are no fans. */
  readonly fanRpm: number | null;
  readonly boards: number;
}

/** A miner that started less than this ago, or that does not hash, shows less, or something else. */
const steadyS = 120;

/** Makes the figures of a miner at an instant, UTC ms; null unless it has hashed for a while. */
export function figuresMaker(miner: Miner, site: string, seed: number): (now: number) => MinerFigures | null {
  const serial = serialOf(miner, site, seed);
  const hottestOffset = Math.max(...boardsOf(miner, seed).map(({ offsetC }) => offsetC));
  const { boards, showsPower } = miner.model;
  const fanRpm = fanRpmOf(miner) || null;
  return (now) => {
    const uptimeS = Math.floor((now - miner.boot.at) / 1000);
    if (uptimeS < steadyS || !isHashing(miner)) return null;
    const { totals, boot } = miner;
    const chipC = Math.round(miner.chipC) + hottestOffset;
    return {
      serial,
      uptimeS,
      rateGhs: cents(miner.rateThs * 1000),
      totalMh: Math.round((totals.hashTh - boot.hashTh) * 1e6),
      acceptedDiff: totals.acceptedDiff - boot.acceptedDiff,
      rejectedDiff: totals.rejectedDiff - boot.rejectedDiff,
      staleDiff: totals.staleDiff - boot.staleDiff,
      hwErrors: totals.hwErrors - boot.hwErrors,
      workUtility: workUtilityOf(miner, uptimeS),
      powerW: showsPower ? Math.round(miner.powerW) : null,
      chipC,
      boardC: chipC - 5,
      fanRpm,
      boards,
    };
  };
}

import type { Miner } from '../model/miner.ts';
import { randomOf } from '../model/random.ts';

/** A part of a reply as it is after parsing. */
export type Reply = Readonly<Record<string, unknown>>;

/** Two decimals, as the firmware prints rates. */
export const cents = (value: number): number => Math.round(value * 100) / 100;

/** What of a board never changes, and the texts of its sensors for the last temperature. */
interface Board {
  readonly rateShare: number;
  readonly offsetC: number;
  shownC: number;
  chips: string;
  circuit: string;
  controller: string;
}

export function boardsOf(miner: Miner, seed: number): readonly [Board, Board, Board] {
  const random = randomOf(seed, miner.id, 'boards');
  const skew = random.between(-0.006, 0.006);
  const make = (rateShare: number): Board => ({
    rateShare,
    offsetC: random.integer(-3, 3),
    shownC: Number.NaN,
    chips: '',
    circuit: '',
    controller: '',
  });
  return [make(1 / 3 + skew), make(1 / 3 - 2 * skew), make(1 / 3 + skew)];
}

/** Four sensors of a board joined by hyphens: two at the inlet, two at the outlet. */
const sensors = (hottest: number): string => `${hottest - 24}-${hottest - 21}-${hottest - 1}-${hottest}`;

function measure(board: Board, chipC: number): number {
  const hottest = Math.round(chipC) + board.offsetC;
  if (hottest !== board.shownC) {
    board.shownC = hottest;
    board.chips = sensors(hottest);
    board.circuit = sensors(hottest - 5);
    board.controller = sensors(hottest - 15);
  }
  return hottest;
}

const chipRow = (chips: number): string => ' ooo'.repeat(Math.ceil(chips / 3));

/** Rate since the firmware began to count, GH/s. */
export const averageGhs = (miner: Miner, elapsed: number): number =>
  elapsed > 0 ? cents(((miner.totals.hashTh - miner.boot.hashTh) * 1000) / elapsed) : 0;

/** Submitted shares per minute since the firmware began to count, in units of difficulty 1. */
export function workUtilityOf({ totals, boot }: Miner, elapsed: number): number {
  const accepted = totals.acceptedDiff - boot.acceptedDiff;
  const others = totals.rejectedDiff - boot.rejectedDiff + totals.staleDiff - boot.staleDiff;
  return elapsed > 0 ? cents(((accepted + others) / elapsed) * 60) : 0;
}

/** The serial number of the control board. */
export const serialOf = (miner: Miner, site: string, seed: number): string =>
  randomOf(seed, site, miner.id, 'serial').integer(0x10000000, 0x7fffffff).toString(16);

/** Fans run where there are any: the hydro model, which shows its power, has none. */
export const fanRpmOf = (miner: Miner): number => (miner.model.showsPower ? 0 : 4200);

/** The second object of the reply to `stats`, where this firmware has all its values; a board that is absent leaves empty texts and zeros. */
// oxlint-disable-next-line max-lines-per-function -- one literal of one shape: put together from parts, it takes fifty times as long
export function statsMaker(miner: Miner, site: string, seed: number): (elapsed: number) => Reply {
  const { model } = miner;
  const serial = serialOf(miner, site, seed);
  const [one, two, three] = boardsOf(miner, seed);
  const chips = chipRow(model.chipsPerBoard);
  const fan = fanRpmOf(miner);
  // oxlint-disable-next-line max-lines-per-function -- as above
  return (elapsed) => {
    const ghs = miner.rateThs * 1000;
    const present = cents(ghs);
    const average = averageGhs(miner, elapsed);
    const errors = miner.totals.hwErrors - miner.boot.hwErrors;
    const third = Math.floor(errors / 3);
    const frequency = ghs > 0 ? model.frequencyMhz : 0;
    const hottest = Math.max(measure(one, miner.chipC), measure(two, miner.chipC), measure(three, miner.chipC));
    return {
      STATS: 0,
      ID: 'BTM_SOC0',
      Elapsed: elapsed,
      Calls: 0,
      Wait: 0,
      Max: 0,
      Min: 99999999,
      'GHS 5s': present,
      'GHS av': average,
      rate_30m: elapsed < 1800 ? average : present,
      Mode: 2,
      miner_count: model.boards,
      frequency,
      fan_num: fan > 0 ? 4 : 0,
      fan1: fan,
      fan2: fan,
      fan3: fan,
      fan4: fan,
      temp_num: model.boards,
      temp1: one.shownC - 5,
      temp2: two.shownC - 5,
      temp3: three.shownC - 5,
      temp2_1: one.shownC,
      temp2_2: two.shownC,
      temp2_3: three.shownC,
      temp_chip1: one.chips,
      temp_chip2: two.chips,
      temp_chip3: three.chips,
      temp_chip4: '0-0-0-0',
      temp_pcb1: one.circuit,
      temp_pcb2: two.circuit,
      temp_pcb3: three.circuit,
      temp_pcb4: '0-0-0-0',
      temp_pic1: one.controller,
      temp_pic2: two.controller,
      temp_pic3: three.controller,
      temp_pic4: '0-0-0-0',
      total_rateideal: model.ths * 1000,
      rate_unit: 'GH',
      total_freqavg: frequency,
      total_acn: model.chipsPerBoard * model.boards,
      'total rate': present,
      temp_max: hottest,
      no_matching_work: errors,
      chain_acn1: model.chipsPerBoard,
      chain_acn2: model.chipsPerBoard,
      chain_acn3: model.chipsPerBoard,
      chain_acn4: 0,
      chain_acs1: chips,
      chain_acs2: chips,
      chain_acs3: chips,
      chain_acs4: '',
      chain_hw1: third,
      chain_hw2: third,
      chain_hw3: errors - 2 * third,
      chain_hw4: 0,
      chain_rate1: (ghs * one.rateShare).toFixed(2),
      chain_rate2: (ghs * two.rateShare).toFixed(2),
      chain_rate3: (ghs * three.rateShare).toFixed(2),
      chain_rate4: '',
      freq1: frequency,
      freq2: frequency,
      freq3: frequency,
      freq4: 0,
      miner_version: model.firmware,
      miner_id: serial,
      chain_power: model.showsPower ? `${Math.round(miner.powerW)} W` : '',
    };
  };
}

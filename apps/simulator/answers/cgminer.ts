import { type Miner, isHashing } from '../model/miner.ts';
import { averageGhs, cents, type Reply, statsMaker, workUtilityOf } from './antminer-stats.ts';
import type { Answerer } from './answerer.ts';

/** The replies of stock Antminer firmware to the commands that a collector sends. */
export interface CgminerAnswer {
  readonly kind: 'cgminer';
  readonly version: Reply;
  readonly summary: Reply;
  readonly stats: Reply;
  readonly pools: Reply;
}

const description = 'cgminer 1.0.0';

/** The status block that opens every reply. */
export const statusOf = (code: number, message: string, when: number, letter = 'S'): readonly Reply[] => [
  { STATUS: letter, When: when, Code: code, Msg: message, Description: description },
];

const share = (part: number, whole: number): number => (whole > 0 ? Math.round((part / whole) * 1e6) / 1e4 : 0);

/** Answers of one miner; the parts that never change are made once. */
export function cgminerAnswerer(miner: Miner, site: string, seed: number): Answerer<CgminerAnswer> {
  const versions = {
    BMMiner: '1.0.0',
    Miner: miner.model.firmware,
    CompileTime: 'Mon Mar 04 09:30:00 CST 2024',
    Type: miner.model.name,
  };
  const stats = statsMaker(miner, site, seed);
  const pools = poolsOf(miner, site);
  return (now) => {
    const when = Math.floor(now / 1000);
    const elapsed = Math.max(0, Math.floor((now - miner.boot.at) / 1000));
    const hides = !miner.model.showsPower && !isHashing(miner);
    return {
      kind: 'cgminer',
      version: { STATUS: statusOf(22, 'CGMiner versions', when), VERSION: [{ API: '3.1', ...versions }], id: 1 },
      summary: summaryOf(miner, when, elapsed),
      stats: {
        STATUS: statusOf(70, 'CGMiner stats', when),
        STATS: hides ? [versions] : [versions, stats(elapsed)],
        id: 1,
      },
      pools: pools(when),
    };
  };
}

function summaryOf(miner: Miner, when: number, elapsed: number): Reply {
  const { totals, boot } = miner;
  const difficulty = miner.model.shareDifficulty;
  const accepted = totals.acceptedDiff - boot.acceptedDiff;
  const rejected = totals.rejectedDiff - boot.rejectedDiff;
  const stale = totals.staleDiff - boot.staleDiff;
  const submitted = accepted + rejected + stale;
  const average = averageGhs(miner, elapsed);
  const present = cents(miner.rateThs * 1000);
  return {
    STATUS: statusOf(11, 'Summary', when),
    SUMMARY: [
      {
        Elapsed: elapsed,
        'GHS 5s': present,
        'GHS av': average,
        'GHS 30m': elapsed < 1800 ? average : present,
        'Found Blocks': 0,
        Getwork: Math.floor(elapsed / 12),
        Accepted: accepted / difficulty,
        Rejected: rejected / difficulty,
        'Hardware Errors': totals.hwErrors - boot.hwErrors,
        Utility: elapsed > 0 ? cents((accepted / difficulty / elapsed) * 60) : 0,
        Discarded: elapsed * 90,
        Stale: stale / difficulty,
        'Get Failures': 0,
        'Local Work': elapsed * 91,
        'Remote Failures': 0,
        'Network Blocks': Math.floor(elapsed / 600),
        'Total MH': Math.round((totals.hashTh - boot.hashTh) * 1e6),
        'Work Utility': workUtilityOf(miner, elapsed),
        'Difficulty Accepted': accepted,
        'Difficulty Rejected': rejected,
        'Difficulty Stale': stale,
        'Best Share': difficulty * 7919,
        'Device Hardware%': share(totals.hwErrors - boot.hwErrors, submitted),
        'Device Rejected%': share(rejected, submitted),
        'Pool Rejected%': share(rejected, submitted),
        'Pool Stale%': share(stale, submitted),
        'Last getwork': when,
      },
    ],
    id: 1,
  };
}

function poolsOf(miner: Miner, site: string): (when: number) => Reply {
  const url = 'stratum+tcp://pool.invalid:3333';
  const user = `${site}.${miner.id}`;
  const spare = (index: number): Reply => ({
    POOL: index,
    URL: url,
    Status: 'Alive',
    Priority: index,
    User: user,
    Accepted: 0,
    Rejected: 0,
    Stale: 0,
    'Difficulty Accepted': 0,
    'Difficulty Rejected': 0,
    'Difficulty Stale': 0,
    'Stratum Active': false,
    Diff: '',
  });
  const spares = [spare(1), spare(2)];
  const difficulty = miner.model.shareDifficulty;
  return (when) => {
    const { totals, boot } = miner;
    const accepted = totals.acceptedDiff - boot.acceptedDiff;
    const rejected = totals.rejectedDiff - boot.rejectedDiff;
    const stale = totals.staleDiff - boot.staleDiff;
    const active = {
      POOL: 0,
      URL: url,
      Status: 'Alive',
      Priority: 0,
      Quota: 1,
      User: user,
      Diff: `${Math.floor(difficulty / 1000)}K`,
      Accepted: accepted / difficulty,
      Rejected: rejected / difficulty,
      Stale: stale / difficulty,
      'Difficulty Accepted': accepted,
      'Difficulty Rejected': rejected,
      'Difficulty Stale': stale,
      'Last Share Difficulty': difficulty,
      'Stratum Active': true,
      'Stratum URL': 'pool.invalid',
    };
    return { STATUS: statusOf(7, '3 Pool(s)', when), POOLS: [active, ...spares], id: 1 };
  };
}

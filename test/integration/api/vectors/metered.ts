import type { Site } from '#register';
import { Meter, meteringPlans, type Poll, type Reading } from '#metering';
import { flag } from '#contracts';
import type { CgminerRaw } from '#devices';
import { pollOf } from '../../../../apps/collector/poller.ts';
import { normalise } from '../../../../libs/devices/cgminer/normalise.ts';
import type { Given } from '../case-run.ts';

type Row = Record<string, unknown>;

/** Summaries of a miner as it answers them. */
export const summaries = {
  /** Of a miner that has been credited with so many shares; one that has fewer than before has restarted. */
  accepted: (difficulty: number, index: number, all: readonly number[]): CgminerRaw => {
    const since = all.slice(0, index + 1).findLastIndex((value, at) => at > 0 && value < (all[at - 1] ?? 0));
    const elapsed = (index - Math.max(since, 0)) * 60 + 30;
    return { summary: { SUMMARY: [{ Elapsed: elapsed, 'Difficulty Accepted': difficulty }] } };
  },
};

interface Metered extends Given {
  readonly resets: number;
  readonly until: number;
}

const target = { host: 'h', port: 4028, timeoutMs: 1, unit: 1, importTotal: 'imp', multiplier: 1, tls: false } as const;

function rowOf(site: Site, { device, startedAt, endedAt, observedMs, flags, quantities, sources }: Reading): Row {
  const { quantities: plans } = meteringPlans.asic;
  const columns = plans.flatMap(({ quantity, originColumn }, at) => [
    [quantity, quantities[at]] as const,
    ...(originColumn ? [[originColumn, sources[at]] as const] : []),
  ]);
  const interval = { started_at: startedAt, ended_at: endedAt, observed_ms: observedMs, flags };
  return { site: site.id, device, ...interval, ...Object.fromEntries(columns) };
}

/** What a miner's answers come to when it is polled at equal distances from `start` on, by the way that every answer takes. */
export function metered(site: Site, start: number, answers: readonly CgminerRaw[], everyMs = 60_000): Metered {
  const meter = new Meter({ deviceClass: 'asic', pollMs: everyMs });
  const polls = answers.map((raw, index): Poll => {
    const [unit] = normalise(raw, { ...target, id: 'miner', kind: 'cgminer' }).units;
    if (!unit) throw new Error('The answer has no miner');
    return pollOf(unit, start + index * everyMs, index * everyMs, 'run');
  });
  const [first, ...rest] = polls;
  if (!first) throw new Error('There is no answer');
  const state = meter.start(first);
  const readings = rest.flatMap((poll) => meter.step(state, poll) ?? []);
  return {
    site,
    rows: new Map([['reading_asic', readings.map((reading) => rowOf(site, reading))]]),
    resets: readings.filter(({ flags }) => (flags & flag.reset) !== 0).length,
    until: start + rest.length * everyMs,
  };
}

/** The totals of a summary in a public paste: of a miner that had run for 276,851 s. */
const paste = {
  Elapsed: 276_851,
  'Difficulty Accepted': 679_190_287,
  'Difficulty Rejected': 3_797_231,
  'Hardware Errors': 2283,
  'Work Utility': 148_019.15,
} as const;

/** That miner polled 307 times on its way there. */
export function minerReadings(site: Site, start: number): Metered {
  const polls = 307;
  const answers = Array.from({ length: polls + 1 }, (_, index): CgminerRaw => {
    const part = (total: number): number => Math.floor((total * index) / polls);
    const summary = {
      Elapsed: part(paste.Elapsed),
      'Difficulty Accepted': part(paste['Difficulty Accepted']),
      'Difficulty Rejected': part(paste['Difficulty Rejected']),
      'Difficulty Stale': 0,
      'Hardware Errors': part(paste['Hardware Errors']),
      'Work Utility': paste['Work Utility'],
    };
    // Its pools do not count the work that it has found.
    return { summary: { SUMMARY: [summary] }, pools: { POOLS: [{ POOL: 0 }] } };
  });
  return metered(site, start, answers, Math.round((paste.Elapsed * 1000) / polls));
}

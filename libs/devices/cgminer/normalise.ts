import type { Origin } from '#contracts';
import type { Counter } from '#metering';
import type { Answer, DeviceTarget, UnitAnswer } from '../device.ts';
import {
  type Bounds,
  createDraft,
  type Draft,
  isUsable,
  note,
  numberOf,
  setCounter,
  setGauge,
  textOf,
} from '../draft.ts';
import { setBoards } from './boards.ts';
import { setRate, setWork } from './hash.ts';
import { type Parts, partsOf } from './parts.ts';
import type { CgminerRaw } from './raw.ts';

const power: Bounds = { min: 0, max: 20_000, unit: 'W' };
const uptime: Bounds = { min: 0, max: 4e9, unit: 's' };
const difficulty: Bounds = { min: 0, max: 9e15, unit: 'share difficulty' };
const errors: Bounds = { min: 0, max: 9e15, unit: 'errors' };

function setUptime(draft: Draft, parts: Parts): number | null {
  const places = [
    [parts.summary, 'summary.Elapsed'],
    [parts.stats, 'stats.Elapsed'],
  ] as const;
  for (const [part, source] of places) {
    if (setGauge(draft, 'uptime_s', numberOf(part.Elapsed), source, uptime)) return draft.gauges.uptime_s ?? null;
  }
  return null;
}

const statsPower = ['chain_power', 'power', 'Power', 'watt'];
const summaryPower = ['Power', 'Power_RT'];

function powerOf(parts: Parts): [value: number | null, source: string] {
  for (const [part, name, keys] of [
    [parts.stats, 'stats[1]', statsPower],
    [parts.header, 'stats[0]', statsPower],
    [parts.summary, 'summary', summaryPower],
    [parts.power, 'power', ['Watts']],
  ] as const) {
    for (const key of keys) {
      const value = numberOf(part[key], 'W');
      if (value !== null) return [value, `${name}.${key}`];
    }
  }
  return [null, ''];
}

/** LuxOS says when the figure is not its power supply's. */
function setPower(draft: Draft, parts: Parts): Record<string, Origin> {
  const [value, source] = powerOf(parts);
  if (value === 0 && (draft.gauges.rate_ghs ?? 0) > 0) {
    note(draft, 'power_w', `${source} is 0 while the miner hashes`);
    return {};
  }
  if (!setGauge(draft, 'power_w', value, source, power)) return {};
  return { energy_source: source === 'power.Watts' && parts.power.PSU === false ? 'estimated' : 'psu' };
}

const shares = [
  ['accepted_diff', 'Difficulty Accepted'],
  ['rejected_diff', 'Difficulty Rejected'],
  ['stale_diff', 'Difficulty Stale'],
] as const;

function sumOfPools(draft: Draft, parts: Parts, field: string, key: string): number | null {
  let sum: number | null = null;
  for (const pool of parts.pools) {
    const value = numberOf(pool[key]);
    if (value === null) continue;
    if (!isUsable(draft, field, value, `pools.${key}`, difficulty)) return null;
    sum = (sum ?? 0) + value;
  }
  return sum;
}

/**
 * Counts of one firmware always come from the same place: where the summary has them but failed this time they are missing,
 * since the sum of the pools may differ from it.
 */
function setShares(draft: Draft, parts: Parts): void {
  for (const [field, key] of shares) {
    const value = numberOf(parts.summary[key]);
    if (value !== null) setCounter(draft, field, value, `summary.${key}`, difficulty);
    else if (!parts.isSummaryLost)
      setCounter(draft, field, sumOfPools(draft, parts, field, key), `pools.${key} (sum)`, difficulty);
  }
  const hardware = numberOf(parts.summary['Hardware Errors']);
  if (hardware !== null) setCounter(draft, 'hw_errors', hardware, 'summary.Hardware Errors', errors);
  else if (!parts.isSummaryLost)
    setCounter(draft, 'hw_errors', numberOf(parts.stats.no_matching_work), 'stats.no_matching_work', errors);
}

/** A miner prints its mean work per minute in hundredths, and how long it has been counting in whole seconds. */
export function workSince(perMinute: number, elapsedS: number): Counter {
  return { value: (perMinute * elapsedS) / 60, precision: (0.01 * elapsedS + perMinute) / 60 };
}

/**
 * Work of difficulty 1 as the pools count it; where they do not, what its mean rate since the start amounts to. Some firmware counts in
 * pools what its rate does not mean, so that the rate is only taken where the pools have answered and count none.
 */
function setDiff1(draft: Draft, parts: Parts): void {
  const counted = sumOfPools(draft, parts, 'diff1', 'Diff1 Shares');
  if (counted !== null && counted > 0)
    return void setCounter(draft, 'diff1', counted, 'pools.Diff1 Shares (sum)', difficulty);
  const [perMinute, elapsed] = [numberOf(parts.summary['Work Utility']), numberOf(parts.summary.Elapsed)];
  if (perMinute === null || elapsed === null || parts.pools.length === 0) return;
  const work = workSince(perMinute, elapsed);
  if (setCounter(draft, 'diff1', work.value, 'summary.Work Utility', difficulty)) draft.counters.diff1 = work;
}

const firmwareKeys = ['LUXminer', 'BMMiner', 'CGMiner', 'BOSer', 'BOSminer', 'Sgminer', 'Miner'];

function identityOf({ version, header, stats, summary }: Parts): Record<string, string> {
  const identity: Record<string, string> = {};
  const add = (fact: string, text: string | undefined): void => {
    if (text !== undefined) identity[fact] = text;
  };
  const firmware = firmwareKeys.find((key) => textOf(version[key]) !== undefined);
  add('model', textOf(version.Type) ?? textOf(header.Type) ?? textOf(version.Model) ?? textOf(version.PROD));
  add('firmware', firmware && `${firmware} ${textOf(version[firmware]) ?? ''}`);
  add('version', textOf(version.Miner) ?? textOf(summary['Firmware Version']));
  add('built', textOf(version.CompileTime));
  add('api', textOf(version.API));
  add('serial', textOf(stats.miner_id));
  add('mac', textOf(summary.MAC));
  return identity;
}

function noteReplies(draft: Draft, raw: CgminerRaw): void {
  for (const [command, reason] of Object.entries(raw.failed ?? {})) note(draft, command, reason);
  for (const [command, reason] of Object.entries(raw.refused ?? {}))
    note(draft, command, `the miner refuses it: ${reason}`);
}

/** What the replies of a miner say, for any firmware that keeps cgminer's names; a field that it lacks is missing. */
export function normalise(raw: CgminerRaw, target: DeviceTarget): Answer {
  const problems: string[] = [];
  const draft = createDraft(
    {
      rate_ghs: null,
      power_w: null,
      chip_temp_c: null,
      board_temp_c: null,
      fan_rpm: null,
      boards: null,
      uptime_s: null,
    },
    problems,
  );
  noteReplies(draft, raw);
  const parts = partsOf(raw);
  const uptimeS = setUptime(draft, parts);
  setRate(draft, parts, uptimeS);
  setWork(draft, parts, uptimeS);
  setShares(draft, parts);
  setDiff1(draft, parts);
  const origins = setPower(draft, parts);
  setBoards(draft, parts);
  const unit: UnitAnswer = {
    device: target.id,
    identity: identityOf(parts),
    boot: {
      id: textOf(parts.stats.miner_id) ?? textOf(parts.summary.MAC) ?? null,
      uptimeMs: uptimeS === null ? null : uptimeS * 1000,
    },
    counters: draft.counters,
    gauges: draft.gauges,
    origins,
    sources: draft.sources,
  };
  return { units: [unit], problems };
}

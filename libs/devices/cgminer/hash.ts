import { type Bounds, type Draft, isUsable, note, numberOf, setCounter, setGauge } from '../draft.ts';
import type { Parts } from './parts.ts';
import type { Reply } from './repair.ts';

const rate: Bounds = { min: 0, max: 20_000_000, unit: 'GH/s' };
const work: Bounds = { min: 0, max: 9e15, unit: 'GH' };

/** GH/s in one unit of each prefix. */
const prefixes = [
  ['GHS', 1],
  ['MHS', 1e-3],
  ['THS', 1e3],
  ['KHS', 1e-6],
] as const;

interface RateKey {
  readonly key: string;
  readonly factor: number;
  readonly windowS: number;
}

const keysOf = (window: string, windowS: number): RateKey[] =>
  prefixes.map(([prefix, factor]) => ({ key: `${prefix} ${window}`, factor, windowS }));
/** Whatsminer has no unit in the name of its latest rate, which is in MH/s. */
const currentRates: readonly RateKey[] = [
  ...keysOf('5s', 5),
  { key: 'HS RT', factor: 1e-3, windowS: 5 },
  ...keysOf('1m', 60),
  ...keysOf('5m', 300),
];
const averageRates: readonly RateKey[] = keysOf('av', 0);

/** GH/s; dividing keeps decimal figures exact where multiplying would not. */
const toGhs = (value: number | null, factor: number): number | null =>
  value === null ? null : factor < 1 ? value / Math.round(1 / factor) : value * factor;

function sumOf(devs: readonly Reply[], key: string): number | null {
  let sum: number | null = null;
  for (const dev of devs) {
    const value = numberOf(dev[key]);
    if (value !== null) sum = (sum ?? 0) + value;
  }
  return sum;
}

interface Found {
  readonly value: number;
  readonly source: string;
}

/** The first of the keys that the summary, the stats or the boards have. A window longer than the uptime has seen nothing yet. */
function findRate(parts: Parts, keys: readonly RateKey[], uptimeS: number | null): Found | null {
  for (const { key, factor, windowS } of keys) {
    if (uptimeS !== null && windowS > uptimeS) continue;
    const summary = toGhs(numberOf(parts.summary[key]), factor);
    if (summary !== null) return { value: summary, source: `summary.${key}` };
    const stats = toGhs(numberOf(parts.stats[key]), factor);
    if (stats !== null) return { value: stats, source: `stats.${key}` };
    const devs = toGhs(sumOf(parts.devs, key), factor);
    if (devs !== null) return { value: devs, source: `devs.${key} (sum)` };
  }
  return null;
}

/** Sets `rate_ghs` from the shortest window; the average since start is used only where there is no other, and noted. */
export function setRate(draft: Draft, parts: Parts, uptimeS: number | null): void {
  const current = findRate(parts, currentRates, uptimeS);
  if (current) {
    setGauge(draft, 'rate_ghs', current.value, current.source, rate);
    return;
  }
  const average = findRate(parts, averageRates, uptimeS);
  if (average && setGauge(draft, 'rate_ghs', average.value, average.source, rate)) {
    note(
      draft,
      'rate_ghs',
      `${average.source} is the average since start, which stays high when mining has stopped; there is no other`,
    );
  }
}

/**
 * Some firmware shows its average rate, or nothing, under the name of the total: such a figure does not count hashes.
 * The true total is the average rate times the uptime, give or take what rounding and a pause make of it.
 */
function isCounter(total: number, average: number | null, uptimeS: number | null): boolean {
  if (uptimeS === null) return true;
  if (average === null) return total > 0 || uptimeS < 60;
  if (average === 0) return true;
  if (uptimeS >= 2 && Math.abs(total - average) <= average * 1e-3) return false;
  const expected = average * uptimeS;
  return uptimeS < 20 || (total >= expected / 5 && total <= expected * 5);
}

function totalOf(parts: Parts): Found | null {
  const summary = numberOf(parts.summary['Total MH']);
  if (summary !== null) return { value: summary / 1000, source: 'summary.Total MH' };
  const devs = parts.isSummaryLost ? null : sumOf(parts.devs, 'Total MH');
  return devs === null ? null : { value: devs / 1000, source: 'devs.Total MH (sum)' };
}

/** Sets the counter `hash_gh` where the miner counts its hashes. */
export function setWork(draft: Draft, parts: Parts, uptimeS: number | null): void {
  const total = totalOf(parts);
  if (!total || !isUsable(draft, 'hash_gh', total.value, total.source, work)) return;
  const average = findRate(parts, averageRates, null)?.value ?? null;
  if (isCounter(total.value, average, uptimeS)) setCounter(draft, 'hash_gh', total.value, total.source, work);
  else
    note(
      draft,
      'hash_gh',
      `${total.source} is ${total.value} GH after ${uptimeS} s at an average of ${average ?? '?'} GH/s: it does not count hashes`,
    );
}

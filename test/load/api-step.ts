import { Temporal } from 'temporal-polyfill';
import { systemClock } from '#runtime';
import { percentile } from '../../apps/standalone/freshness.ts';
import { ask, askUntil, type Question } from './analysts.ts';
import { fillRollups, type FleetSize } from './fleet-rollups.ts';
import { cpuSeconds } from './machine.ts';
import { value, type Value } from './notes.ts';
import { type BenchStack, merged, startBenchStack } from './stack.ts';

const clock = systemClock;
const zone = 'America/Chicago';
const clients = 4;
/** A slow question is asked less often: at least so many times, and no longer than this. */
const fewest = 10;
const longestMs = 8_000;

/** 404 million readings: 16 sites of 240 devices, every 5 minutes for a year; the other sites have site facts only. */
const full: FleetSize = { sites: 100, days: 365, unitSites: 16, minersPerSite: 208, boardsPerSite: 32, fineDays: 31 };
const short: FleetSize = { ...full, sites: 5, days: 60, unitSites: 2 };

const money = 'ipue,load_factor,avg_price_paid,energy_m0';

/** What is asked, over windows that end with the last whole day. */
function questionsOf({ days }: FleetSize, end: Temporal.ZonedDateTime): Readonly<Record<string, Question>> {
  const back = (count: number): { from: string; to: string } => ({
    from: String(end.subtract({ days: count }).epochMilliseconds),
    to: String(end.epochMilliseconds),
  });
  const units = { site: 'site-001', ...back(30) };
  return {
    site_30_days_by_hour: { metrics: money, by: 'site', grain: 'hour', site: 'site-001', ...back(30) },
    all_sites_by_day: { metrics: 'ipue', by: 'site', grain: 'day', ...back(days) },
    all_sites_total: { metrics: money, by: 'site', grain: 'total', ...back(days) },
    halls_by_day: { metrics: 'fleet_j_per_th_wall,ppue', by: 'hall', grain: 'day', site: 'site-001', ...back(days) },
    models_by_day: { metrics: 'fleet_j_per_th_wall', by: 'model', grain: 'day', ...units },
    devices_total: { metrics: 'hashrate_accepted,fleet_j_per_th_wall', by: 'device', grain: 'total', ...units },
    devices_by_hour: { metrics: 'energy_m4_asic', by: 'device', grain: 'hour', ...units, ...back(7) },
    all_sites_by_day_csv: { metrics: 'ipue', by: 'site', grain: 'day', format: 'csv', ...back(days) },
  };
}

interface Asking {
  readonly stack: BenchStack;
  readonly url: string;
  readonly pid: number;
  readonly times: number;
}

/** Rows of an answer, which is JSON or CSV. */
async function rowsOf(url: string, question: Question): Promise<number> {
  const response = await fetch(`${url}/v1/query?${new URLSearchParams(question).toString()}`);
  const text = await response.text();
  if (!response.ok)
    throw new Error(`${JSON.stringify(question)} was answered ${response.status}: ${text.slice(0, 500)}`);
  if (question['format'] === 'csv') return text.trimEnd().split('\n').length - 1;
  return (JSON.parse(text) as { rows: unknown[] }).rows.length;
}

/** One question asked again and again by one client, then by four at once. */
async function measureQuestion({ stack, url, pid, times }: Asking, name: string, question: Question): Promise<Value[]> {
  const rows = await rowsOf(url, question);
  const engine = stack.engine.pid ?? 0;
  const [apiBefore, engineBefore] = [cpuSeconds(pid), cpuSeconds(engine)];
  const latencies: number[] = [];
  const until = clock.monotonic() + longestMs;
  while (latencies.length < times && (latencies.length < fewest || clock.monotonic() < until))
    latencies.push((await ask(url, question)).ms);
  const [api, engineCpu] = [cpuSeconds(pid) - apiBefore, cpuSeconds(engine) - engineBefore];
  latencies.sort((a, b) => a - b);
  const seconds = Math.max(2, Math.min(5, ((percentile(latencies, 0.5) ?? 0) * times) / 1000));
  const ended = new AbortController();
  setTimeout(() => ended.abort(), seconds * 1000);
  const began = clock.monotonic();
  const many = await askUntil(
    url,
    Array.from({ length: clients }, () => () => question),
    ended.signal,
  );
  const took = (clock.monotonic() - began) / 1000;
  return [
    value(`api.${name}.rows`, rows, 'rows'),
    value(`api.${name}.p50_ms`, percentile(latencies, 0.5) ?? NaN, 'ms'),
    value(`api.${name}.p95_ms`, percentile(latencies, 0.95) ?? NaN, 'ms'),
    value(`api.${name}.api_cpu`, (api * 1000) / latencies.length, 'CPU ms per answer'),
    value(`api.${name}.engine_cpu`, (engineCpu * 1000) / latencies.length, 'CPU ms per answer'),
    value(`api.${name}.clients_${clients}_rate`, many.answers / took, 'answers/s'),
    value(`api.${name}.clients_${clients}_refused`, many.refused, 'answers'),
  ];
}

/** Latency of answers over HTTP from the rollups of a fleet, which are generated: they do not depend on how they came about. */
export async function measureApi({ isShort }: { readonly isShort: boolean }): Promise<Value[]> {
  const size = isShort ? short : full;
  const end = Temporal.Instant.fromEpochMilliseconds(clock.now()).toZonedDateTimeISO(zone).startOfDay();
  const stack = await startBenchStack();
  try {
    const began = clock.monotonic();
    const endText = end.toInstant().toString().slice(0, 19).replace('T', ' ');
    const filled = await fillRollups(stack.store, size, endText);
    await merged(stack);
    const values = [value('api.generation', (clock.monotonic() - began) / 1000, 's')];
    for (const [table, rows] of Object.entries(filled)) values.push(value(`api.${table}`, rows, 'rows'));
    const { url, pid } = await stack.startApi();
    const asking = { stack, url, pid, times: isShort ? 20 : 40 };
    for (const [name, question] of Object.entries(questionsOf(size, end)))
      values.push(...(await measureQuestion(asking, name, question)));
    return values;
  } finally {
    await stack.stop();
  }
}

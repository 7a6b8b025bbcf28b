import { Temporal } from 'temporal-polyfill';
import { systemClock } from '#runtime';
import { query } from '../../apps/standalone/api-client.ts';
import { FreshnessMeter, percentile } from '../../apps/standalone/freshness.ts';
import { ask, askUntil, type Asked, type Question } from './analysts.ts';
import { type LiveFleet, openLiveFleet, type SitePoll } from './live-readings.ts';
import { cpuSeconds } from './machine.ts';
import { value, type Value } from './notes.ts';
import { type BenchStack, startBenchStack } from './stack.ts';

const clock = systemClock;
const quarterMs = 900_000;
const lookEveryMs = 250;
/** What the meter leaves out at the end, since it may still be on its way. */
const tailMs = 10_000;
/** Time to start everything in. */
const startingMs = 15_000;
/** How many polls are made to see how long that takes, and how much longer it may take while everything starts. */
const triedPolls = 2;
const slackOfMaking = 1.5;
/** 8 sites of 2,500 devices, polled every second. */
const fleetOf = { sites: 8, devicesPerSite: 2_500, pollMs: 1_000 } as const;
const perSecond = (fleetOf.sites * fleetOf.devicesPerSite * 1000) / fleetOf.pollMs;
/** Polls after the start that only warm up: they create tables' first parts and have code compiled. */
const warmUpPolls = 5;

/** The open quarter of an hour and the one before. */
function lastQuarters(): { from: string; to: string } {
  const open = Math.floor(clock.now() / quarterMs) * quarterMs;
  return { from: String(open - quarterMs), to: String(open + quarterMs) };
}

/** What analysts look at meanwhile: money and load of all sites, miners by hall and model, units of one hall, a download. */
const analysts: readonly (() => Question)[] = [
  () => ({ metrics: 'ipue,load_factor,avg_price_paid', by: 'site', grain: '15m', ...lastQuarters() }),
  () => ({ metrics: 'fleet_j_per_th_wall,availability_time', by: 'model', grain: 'total', ...lastQuarters() }),
  () => ({
    metrics: 'hashrate_accepted',
    by: 'device',
    site: 'sim-1',
    hall: 'asic-a',
    grain: '15m',
    ...lastQuarters(),
  }),
  () => ({ metrics: 'energy_gpu', by: 'device', grain: 'total', format: 'csv', ...lastQuarters() }),
];

const instantOf = (text: string | null): number => (text === null ? 0 : Temporal.Instant.from(text).epochMilliseconds);

/** A site's poll counts as included when both the facts of the site and the watched units, the last of the poll among them, say so. */
async function look(apiUrl: string, { watched }: LiveFleet, meter: FreshnessMeter): Promise<void> {
  const window = { grain: '15m', ...lastQuarters() };
  const [sites, units] = await Promise.all([
    query(apiUrl, { metrics: 'energy_m0', by: 'site', ...window }),
    query(apiUrl, { metrics: 'availability_time', by: 'device', device: watched.join(','), ...window }),
  ]);
  const latest = new Map<string, Map<string, number>>();
  for (const { site, device, through } of [...sites, ...units]) {
    const ofSite = latest.get(site) ?? new Map<string, number>();
    const what = device ?? '';
    ofSite.set(what, Math.max(ofSite.get(what) ?? 0, instantOf(through)));
    latest.set(site, ofSite);
  }
  const whole = [...latest].filter(([, ofSite]) => ofSite.size === watched.length + 1);
  meter.observe(
    whole.map(([site, ofSite]) => ({ device: site, through: new Date(Math.min(...ofSite.values())).toISOString() })),
  );
}

/** Appends every poll when it is due; resolves to the greatest delay of an append, ms. */
async function feed(stack: BenchStack, polls: readonly SitePoll[]): Promise<number> {
  let latestMs = 0;
  for (const { at, batches } of polls) {
    await clock.sleep(Math.max(at - clock.now(), 0));
    // The miners last, as their last batch is waited for.
    const ordered = [...batches].sort(([a], [b]) => Number(a === 'telemetry.asic') - Number(b === 'telemetry.asic'));
    for (const [topic, records] of ordered) await stack.stream.append(topic, records);
    latestMs = Math.max(latestMs, clock.now() - at);
  }
  return latestMs;
}

interface Live {
  readonly stack: BenchStack;
  readonly fleet: LiveFleet;
  readonly apiUrl: string;
  readonly processorUrl: string;
  readonly pids: Readonly<Record<string, number>>;
}

interface Watched {
  readonly meter: FreshnessMeter;
  readonly asked: Asked;
  /** Cores used, by process. */
  readonly cores: Readonly<Record<string, number>>;
  /** Mean duration of the processor's steps meanwhile, ms. */
  readonly steps: Readonly<Record<string, number>>;
}

type StepTotals = Readonly<Record<string, { readonly sum: number; readonly count: number }>>;

/** Seconds that the processor has spent in each of its steps so far, and how often. */
async function stepTotals(url: string): Promise<StepTotals> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const totals: Record<string, { sum: number; count: number }> = {};
  for (const [, what, step = '', number] of text.matchAll(
    /^processor_step_seconds_(sum|count)\{step="(\w+)"\} (\S+)$/gm,
  )) {
    const of = (totals[step] ??= { sum: 0, count: 0 });
    of[what === 'sum' ? 'sum' : 'count'] = Number(number);
  }
  return totals;
}

const meanSteps = (before: StepTotals, after: StepTotals): Record<string, number> =>
  Object.fromEntries(
    Object.entries(after).map(([step, { sum, count }]) => {
      const { sum: sumBefore, count: countBefore } = before[step] ?? { sum: 0, count: 0 };
      return [step, ((sum - sumBefore) * 1000) / Math.max(count - countBefore, 1)];
    }),
  );

/** Watches from when the warm-up is over until the polls end; the analysts ask all the while. */
async function watch(
  { fleet, apiUrl, processorUrl, pids }: Live,
  from: number,
  feeding: Promise<number>,
): Promise<Watched> {
  const ended = new AbortController();
  const done = feeding.finally(() => ended.abort());
  done.catch(() => undefined);
  const meter = new FreshnessMeter({ clock });
  await clock.sleep(Math.max(from - clock.now(), 0));
  const asking = askUntil(apiUrl, analysts, ended.signal);
  asking.catch(() => undefined);
  const names = Object.keys(pids);
  const used = (): number[] => names.map((name) => cpuSeconds(pids[name] ?? 0));
  const stepsBefore = await stepTotals(processorUrl);
  const [before, began] = [used(), clock.monotonic()];
  while (!ended.signal.aborted) {
    await look(apiUrl, fleet, meter);
    await clock.sleep(lookEveryMs, ended.signal);
  }
  const seconds = (clock.monotonic() - began) / 1000;
  const cores = Object.fromEntries(used().map((cpu, index) => [names[index], (cpu - (before[index] ?? 0)) / seconds]));
  const steps = meanSteps(stepsBefore, await stepTotals(processorUrl));
  return { meter, asked: await asking, cores, steps };
}

async function startLive(stack: BenchStack, fleet: LiveFleet): Promise<Live> {
  const processor = await stack.start('dist/apps/processor/main.js', { SITE_FILE: fleet.siteFiles.join(',') });
  const api = await stack.startApi();
  await ask(api.url, { metrics: 'energy_m0', by: 'site', grain: '15m', ...lastQuarters() });
  const pids = { engine: stack.engine.pid ?? 0, processor: processor.pid, api: api.pid, feeder: process.pid };
  return { stack, fleet, apiUrl: api.url, processorUrl: processor.url, pids };
}

/** How long making a poll of every site takes here, ms: they have to be there before they are due. */
async function makingMs(): Promise<number> {
  const fleet = await openLiveFleet({ ...fleetOf, from: clock.now() });
  try {
    await fleet.make(1);
    const began = clock.monotonic();
    await fleet.make(triedPolls);
    return (clock.monotonic() - began) / triedPolls;
  } finally {
    fleet.remove();
  }
}

/**
 * Readings of a live fleet at 20,000/s, appended when they end, while the processor loads and rolls them up and four analysts ask without
 * a pause: how long until an answer includes a poll, by site and poll.
 */
export async function measureFreshness({ isShort }: { readonly isShort: boolean }): Promise<Value[]> {
  const seconds = isShort ? 15 : 60;
  const polls = Math.ceil((seconds * 1000 + tailMs) / fleetOf.pollMs) + warmUpPolls + 1;
  const readings = polls * fleetOf.sites * fleetOf.devicesPerSite;
  const making = polls * (await makingMs()) * slackOfMaking;
  const from = Math.ceil((clock.now() + startingMs + making) / 1000) * 1000;
  const fleet = await openLiveFleet({ ...fleetOf, from });
  const stack = await startBenchStack();
  try {
    const [live, made] = await Promise.all([startLive(stack, fleet), fleet.make(polls)]);
    process.stderr.write(`  made ${readings} readings, ${from - clock.now()} ms before they are due\n`);
    if (clock.now() > from) throw new Error(`making ${readings} readings took ${clock.now() - from} ms too long`);
    const counted = from + (warmUpPolls + 1) * fleetOf.pollMs;
    const feeding = feed(stack, made);
    const { meter, asked, cores, steps } = await watch(live, counted, feeding);
    const due = made.filter(({ at }) => at >= counted);
    const { p50, p99, polls: seen } = meter.summary(due.map(({ site, at }) => ({ device: site, endedAt: at })));
    const sent = due.reduce((sum, poll) => sum + poll.readings, 0);
    const spanMs = (due.at(-1)?.at ?? NaN) - counted + fleetOf.pollMs / fleetOf.sites;
    const sorted = asked.latencies.toSorted((a, b) => a - b);
    return [
      value('freshness.wanted_rate', perSecond, 'readings/s'),
      value('freshness.rate', (sent * 1000) / spanMs, 'readings/s'),
      value('freshness.p50_ms', p50 ?? NaN, 'ms'),
      value('freshness.p99_ms', p99 ?? NaN, 'ms'),
      value('freshness.polls', seen, 'polls of a site'),
      value('freshness.append_late_ms', await feeding, 'ms'),
      value('freshness.analyst_answers', (asked.answers * 1000) / spanMs, '1/s'),
      value('freshness.analyst_refused', asked.refused, 'answers'),
      value('freshness.analyst_p95_ms', percentile(sorted, 0.95) ?? NaN, 'ms'),
      ...Object.entries(cores).map(([name, used]) => value(`freshness.${name}_cpu`, used, 'cores')),
      ...Object.entries(steps).map(([step, ms]) => value(`freshness.${step}_ms`, ms, 'ms, mean')),
    ];
  } finally {
    await stack.stop();
    fleet.remove();
  }
}

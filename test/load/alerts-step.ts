import { type AlertRule, type AlertRuleInput, declareRules } from '#alerting';
import { dimensionsOf, grainsOf, metricIds, metricOf } from '#catalogue';
import { createStatistics } from '#claims';
import { createKpi } from '#kpi';
import { ManualClock, silentLogger, systemClock } from '#runtime';
import type { Store } from '#store';
import { Alerter } from '../../apps/scheduler/alerts/alerter.ts';
import type { Teller } from '../../apps/scheduler/channels/index.ts';
import { Lease } from '../../apps/scheduler/lease.ts';
import { cpuSeconds } from './machine.ts';
import { median, value, type Value } from './notes.ts';
import { startBenchStack } from './stack.ts';

const quarterMs = 900_000;
const hourMs = 4 * quarterMs;
const weekMs = 7 * 24 * hourMs;
/** Halls of a site, and miners and boards of a hall. */
const halls = 2;
const units = 2;
/** What anomalies look back on. */
const weeks = 8;

/** Six hours of rollups up to `now`, and of each of the weeks before; `sites` of them with a load that differs by site and hour. */
async function fill(store: Store, { sites, now }: { sites: number; now: number }): Promise<void> {
  await store.command(
    `INSERT INTO register_site (site, revision, known_at, zone, currency, pool_fee, digest)
     SELECT concat('site-', toString(number)), 1, toDateTime(0), 'UTC', 'USD', 0, 'd' FROM numbers({sites:UInt32})`,
    { params: { sites } },
  );
  const buckets = (grain: string, lengthMs: number): string =>
    `SELECT concat('site-', toString(place)) AS site, '${grain}' AS grain, ${lengthMs} AS length_ms,
       toDateTime(intDiv(${now} - week * ${weekMs} - (bucket + 1) * ${lengthMs}, 1000), 'UTC') AS bucket_start,
       toDateTime(intDiv(${now} - week * ${weekMs} - bucket * ${lengthMs}, 1000), 'UTC') AS bucket_end,
       toDateTime64(bucket_end, 3, 'UTC') AS through, 1 + (a.place % 7) / 10 + (bucket % 3) / 100 AS load, 1 AS version
     FROM (SELECT arrayJoin(range(${sites})) AS place) AS a CROSS JOIN (SELECT arrayJoin(range(${weeks + 1})) AS week) AS b
     CROSS JOIN (SELECT arrayJoin(range(${(6 * hourMs) / lengthMs})) AS bucket) AS c`;
  const unitsOf = (kind: string): string =>
    `arrayJoin(range(${halls * units})) AS unit, concat('hall-', toString(unit % ${halls})) AS hall, '${kind}' AS model, concat('${kind}-', toString(unit)) AS device`;
  for (const [grain, lengthMs] of [
    ['15m', quarterMs],
    ['hour', hourMs],
  ] as const) {
    const from = `FROM (${buckets(grain, lengthMs)})`;
    const place = 'site, grain, bucket_start, bucket_end, through, version';
    await store.command(
      `INSERT INTO rollup_site (${place}, hall, workload, window_ms, expected_ms, reported_ms, devices, m0_j, m0_ms, it_j, it_ms, facility_j, facility_ms,
         pue_facility_j, pue_it_j, pue_ms, contracted_j, contracted_facility_j, contracted_ms, level_j, level_ms, price_ms, price_time, cost, priced_j, priced_ms)
       SELECT ${place}, arrayJoin(arrayConcat([''], arrayMap(hall -> concat('hall-', toString(hall)), range(${halls})))), 'mining', length_ms, length_ms, length_ms, 30,
         toInt64(load * 1e9), length_ms, toInt64(load * 9e8), length_ms, toInt64(load * 1e9), length_ms,
         toInt64(load * 1e9), 900000000, length_ms, 2e9, toInt64(load * 1e9), length_ms, toInt64(load * 1e9), length_ms, length_ms, 40 * length_ms, 10, toInt64(load * 1e9), length_ms ${from}`,
    );
    await store.command(
      `INSERT INTO rollup_asic (${place}, hall, model, device, expected_ms, reported_ms, observed_ms, readings, metered_j, energy_ms, hash_gh, rate_ms, accepted_diff, shares_ms, rejects_ms, nominal_gh, up_ms)
       SELECT ${place}, hall, model, device, length_ms, length_ms, length_ms, 30, toInt64(load * 3e6), length_ms, toInt64(load * 1e8), length_ms, 1000000, length_ms, length_ms, 1e8, length_ms
       FROM (SELECT *, ${unitsOf('miner')} ${from})`,
    );
    await store.command(
      `INSERT INTO rollup_gpu (${place}, hall, model, device, expected_ms, reported_ms, observed_ms, readings, energy_j, energy_ms, sm_ms, sm_observed_ms)
       SELECT ${place}, hall, model, device, length_ms, length_ms, length_ms, 30, toInt64(load * 6e5), length_ms, intDiv(length_ms, 2), length_ms
       FROM (SELECT *, ${unitsOf('gpu')} ${from})`,
    );
  }
}

/** Rules as a company might have them: over every metric of any grain, of every kind, by site, hall and device. */
function rulesOf(count: number): AlertRule[] {
  const metrics = metricIds.filter((id) => grainsOf(id).includes('15m'));
  const base = { title: 'R', severity: 'info', summary: '{{ site }}: {{ value }}' } as const;
  const above = (metric: string, limit: number): AlertRuleInput['condition'] => {
    const { unit } = metricOf(metric as (typeof metricIds)[number]).display;
    return { kind: 'threshold', above: limit, ...(unit !== '1' && { unit }) };
  };
  const kinds: readonly ((metric: string, index: number) => Partial<AlertRuleInput>)[] = [
    (metric, index) => ({ condition: above(metric, 1 + index) }),
    (metric, index) => ({ condition: above(metric, index / 100), for: '30m' }),
    (metric, index) => ({ condition: above(metric, 1e6 + index), grain: 'hour' }),
    () => ({ condition: { kind: 'change', direction: 'either', by: 0.05 }, grain: 'hour' }),
    () => ({ condition: { kind: 'anomaly', by: 4, weeks }, grain: 'hour' }),
    () => ({ condition: { kind: 'coverage_below', min: 0.9 } }),
    (metric, index) => ({ condition: above(metric, 2 + index), by: ['hall'] }),
    (metric, index) => ({ condition: above(metric, 3 + index), by: ['hall', 'device'] }),
    () => ({ condition: { kind: 'no_data', after: '10m' }, by: ['hall', 'device'] }),
  ];
  const inputs: AlertRuleInput[] = [];
  for (let index = 0; inputs.length < count; index++) {
    const metric = metrics[index % metrics.length] ?? 'ipue';
    const made = kinds[(index + Math.floor(index / metrics.length)) % kinds.length]?.(metric, index) ?? {};
    const known = dimensionsOf(metric);
    if ((made.by ?? []).every((dimension) => (known as readonly string[]).includes(dimension)))
      inputs.push({ ...base, id: `r${index}`, metric, condition: above(metric, 1), ...made });
  }
  return declareRules(inputs, 'bench');
}

/** How long a round of the scheduler takes that judges 500 rules at 100 sites, and its CPU: the first, which reads the weeks before, and those that follow, two minutes apart. */
export async function measureAlerts({ isShort }: { readonly isShort: boolean }): Promise<Value[]> {
  const [sites, count, rounds] = isShort ? [10, 50, 3] : [100, 500, 12];
  const stack = await startBenchStack();
  try {
    const { store } = stack;
    const now = Math.floor(systemClock.now() / hourMs) * hourMs;
    await fill(store, { sites, now });
    const clock = new ManualClock(now - quarterMs);
    const lease = new Lease(store);
    const rules = rulesOf(count);
    const alerter = new Alerter({
      store,
      clock,
      lease,
      rules,
      logger: silentLogger,
      kpi: createKpi({ store, clock, statistics: createStatistics(store) }),
      windows: [],
      channels: new Map<string, Teller>(),
    });
    const seconds: number[] = [];
    const busy: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const began = systemClock.monotonic();
      const before = cpuSeconds(process.pid);
      await alerter.run();
      seconds.push((systemClock.monotonic() - began) / 1_000);
      busy.push(cpuSeconds(process.pid) - before);
      clock.advance(2 * 60_000);
    }
    const [first = Number.NaN, ...others] = seconds;
    const [firstBusy = Number.NaN, ...othersBusy] = busy;
    return [
      value('alerts.first_round', first, 's'),
      value('alerts.first_round_cpu', firstBusy, 's'),
      value('alerts.round', median(others), 's'),
      value('alerts.round_cpu', median(othersBusy), 's'),
      value('alerts.longest_later_round', Math.max(...others), 's'),
    ];
  } finally {
    await stack.stop();
  }
}

// Measures recomputing: 35 days of 240 devices at 5 minutes as a backfill, then the open bucket of a live site. Prints one JSON line.
// node --conditions source --import ./test/support/typescript.mjs test/integration/rollup-speed.ts
import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { parseSite, type Site } from '#register';
import { openRollup, publishRegister } from '#rollup';
import { ManualClock, silentLogger } from '#runtime';
import type { Store } from '#store';
import { insertRows, openStack, quarterMs } from './rollup-stack.ts';

const days = 35;
const dayMs = 86_400_000;
const start = Date.UTC(2026, 9, 1);
const counts = { asic: 200, gpu: 32, cooling: 2 };

function siteFile(): string {
  const address = (port: number): string => `address: '127.0.0.1:${port}'`;
  const miners = Array.from(
    { length: counts.asic },
    (_, index) =>
      `  - { id: m-${index}, kind: cgminer, ${address(4000 + index)}, hall: ${index % 2 ? 'a' : 'b'}, nominal_ths: 110, model: S${index % 3} }`,
  );
  const hosts = Array.from(
    { length: counts.gpu / 8 },
    (_, index) =>
      `  - { id: g-${index}, kind: dcgm, ${address(5000 + index)}, hall: c, gpus: 8, nominal_w: 700, model: H }`,
  );
  return `
site: { id: speed, zone: America/Chicago, contracted_mw: 2 }
halls:
  - { id: a, workload: mining, loop: wet }
  - { id: b, workload: mining }
  - { id: c, workload: ai, loop: wet }
market:
  power: { market: ERCOT, node: HB, product: RT5, url: 'http://127.0.0.1/p' }
  chain: { url: 'http://127.0.0.1/c' }
  gpu: { usd_per_gpu_hour: 2, billed_share: 0.7 }
defaults: { poll_s: 300 }
devices:
${[...miners, ...hosts].join('\n')}
  - { id: d-0, kind: redfish-cdu, ${address(6000)}, loop: wet }
  - { id: d-1, kind: redfish-cdu, ${address(6001)}, loop: wet }
  - { id: p-0, kind: sunspec, ${address(6002)}, point: M0 }
  - { id: p-a, kind: sunspec, ${address(6003)}, point: M3, hall: a }
  - { id: p-b, kind: sunspec, ${address(6004)}, point: M3, hall: b }
  - { id: p-c, kind: sunspec, ${address(6005)}, point: M3, hall: c }
  - { id: p-x, kind: sunspec, ${address(6006)}, point: Mc, loop: wet }
`;
}

const columns = {
  asic: `1050000 + cityHash64(number) % 5000 AS energy_j, 'metered' AS energy_source, 33000000 AS hash_gh, 'metered' AS hash_source, 33000000 AS rate_gh,
    7600000 + cityHash64(number) % 90000 AS accepted_diff, cityHash64(number) % 20000 AS rejected_diff, 10 AS stale_diff, 0 AS hw_errors`,
  gpu: `180000 AS energy_j, 'metered' AS energy_source, 210000 AS limit_j, 'metered' AS limit_source, 150000 AS sm_ms, 'sm_active' AS sm_source, 90000 AS tensor_ms, 250000 AS util_ms`,
  cooling: `900000 AS energy_j, 'metered' AS energy_source, 90000000 AS heat_j, 'metered' AS heat_source, 100 AS flow_ml, 0 AS water_ml`,
  meter: `multiIf(device = 'p-0', 240000000, device = 'p-x', 3000000, 75000000) AS import_j, 0 AS export_j, 'metered' AS energy_source`,
};

/** Readings of all units that end in [from, to) at every `stepMs`, with a jitter of up to a second. */
async function generate(store: Store, site: Site, span: { from: number; to: number; stepMs: number }): Promise<number> {
  let rows = 0;
  for (const name of ['asic', 'gpu', 'cooling', 'meter'] as const) {
    const devices = site.units.filter((unit) => unit.class === name).map((unit) => unit.device);
    const steps = Math.round((span.to - span.from) / span.stepMs);
    const params = { devices, n: devices.length, from: span.from, step: span.stepMs, count: devices.length * steps };
    await store.command(
      `INSERT INTO reading_${name} (site, device, started_at, ended_at, observed_ms, flags, collector, incarnation, sequence, src_log, src_partition, src_offset, ${columnNames(name)})
       SELECT 'speed', device, fromUnixTimestamp64Milli(s), fromUnixTimestamp64Milli(e), e - s, 0, 'c', 'i', number, 1, 0, number, ${columnNames(name)} FROM (
         SELECT number, ({devices:Array(String)})[number % {n:UInt32} + 1] AS device, intDiv(number, {n:UInt32}) AS tick,
           toInt64({from:Int64} + tick * {step:Int64} + cityHash64(device, {from:Int64} + tick * {step:Int64}) % 1000) AS s,
           toInt64({from:Int64} + (tick + 1) * {step:Int64} + cityHash64(device, {from:Int64} + (tick + 1) * {step:Int64}) % 1000) AS e, ${columns[name]}
         FROM numbers({count:UInt64}))`,
      { params, settings: { max_partitions_per_insert_block: '100' } },
    );
    rows += params.count;
  }
  return rows;
}

const columnNames = (name: keyof typeof columns): string =>
  [...columns[name].matchAll(/ AS (\w+)/g)].map((match) => match[1]).join(', ');

const { store, stop } = await openStack();
const site = parseSite(siteFile(), 'site.yaml');
const end = start + days * dayMs;
const clock = new ManualClock(end);
await publishRegister(store, site, clock);
const prices = Array.from({ length: days * 288 }, (_, index) => ({
  site: 'power:ERCOT:HB:RT5',
  market: 'ERCOT',
  node: 'HB',
  product: 'RT5',
  start_at: start + index * 300_000,
  end_at: start + (index + 1) * 300_000,
  price: (index % 90) - 10.5,
  currency: 'USD',
  status: 'final',
  known_at: start + index * 300_000,
}));
await insertRows(store, 'market_power', prices);
const chain = Array.from({ length: days * 96 }, (_, index) => ({
  site: 'chain:mempool',
  observed_at: start + index * quarterMs,
  known_at: start + index * quarterMs,
  height: 900_000 + index,
  difficulty: 1.2e14,
  subsidy_sat: 312_500_000,
  fee_sat: 4_000_000,
  price_usd: 100_000,
}));
await insertRows(store, 'market_chain', chain);
const readings = await generate(store, site, { from: start, to: end, stepMs: 300_000 });

/** Processor time of engine and client together: other work on the machine does not count. */
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const laps: Record<string, number> = {};
const timed: Store = {
  ...store,
  command: async (sql, options) => {
    const began = cpuMs();
    await store.command(sql, options);
    const name = /INSERT INTO (\S+)/.exec(sql)?.[1] ?? '';
    const key = `${name}${sql.includes('goal AS') ? ' coarse' : ''}`;
    laps[key] = (laps[key] ?? 0) + cpuMs() - began;
  },
  query: async (sql, options) => {
    const began = cpuMs();
    const rows = await store.query(sql, options);
    laps['queries'] = (laps['queries'] ?? 0) + cpuMs() - began;
    return rows;
  },
};
const rollup = openRollup({ store: timed, sites: [site], clock, logger: silentLogger });
const rounded = (): Record<string, number> => {
  const result = Object.fromEntries(Object.entries(laps).map(([name, ms]) => [name, Math.round(ms)]));
  for (const name of Object.keys(laps)) delete laps[name];
  return result;
};
let began = performance.now();
rollup.mark('telemetry.asic', 'speed', start, end);
await rollup.recompute();
const backfillMs = Math.round(performance.now() - began);
const backfillLaps = rounded();

const live: number[] = [];
let at = end;
for (let round = 0; round < 20; round++) {
  await generate(store, site, { from: at, to: at + 30_000, stepMs: 5_000 });
  at += 30_000;
  clock.advance(1_000);
  rollup.mark('telemetry.asic', 'speed', at - 5_000, at);
  began = performance.now();
  await rollup.recompute();
  live.push(Math.round(performance.now() - began));
}
const liveLaps = rounded();
const [total] = await store.query(
  `SELECT count() AS n, sum(facility_j) AS facility FROM rollup_site FINAL WHERE site = 'speed' AND grain = '15m' AND hall = ''`,
  {
    schema: z.object({ n: z.coerce.number(), facility: z.coerce.number() }),
  },
);
process.stdout.write(`${JSON.stringify({ readings, backfillMs, backfillLaps, live, liveLaps, total })}\n`);
await stop();

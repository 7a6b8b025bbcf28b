import { stringify } from 'yaml';
import { parseSite, type Site } from '#register';
import { coincidentPeaks } from './work.ts';
import { end, season } from './span.ts';

const text = (ms: number): string => new Date(ms).toISOString();
const since = { from: text(season) };
const throughout = { from: text(season), to: text(end) };
const month = { from: '2025-11-01', to: '2025-12-01' };
const url = 'http://127.0.0.1:1/';
const feed = { url, market: 'TEST', product: 'RT15' };

const meters = {
  utility: { point: 'M0' },
  'feeder-sheds': { point: 'M3', hall: 'sheds' },
  'feeder-gpus': { point: 'M3', hall: 'gpus' },
  chiller: { point: 'Mc', loop: 'water' },
  transformer: { point: 'M1', ...since },
  'ups-sheds': { point: 'M2', hall: 'sheds', ...since },
  'ups-gpus': { point: 'M2', hall: 'gpus', ...since },
  'rack-sheds': { point: 'M4', hall: 'sheds', ...since },
  'rack-gpus': { point: 'M4', hall: 'gpus', ...since },
  roof: { point: 'Mg', ...since },
};

const miner = { kind: 'cgminer', hall: 'sheds', model: 'S21', nominal_ths: 200, nominal_w: 3500, boards: 3, ...since };
const devices = [
  ...Object.entries(meters).map(([id, meter]) => ({ id, kind: 'sunspec', ...meter })),
  ...['m-1', 'm-2', 'm-3', 'm-4'].map((id) => ({ id, ...miner })),
  // Stood where the boards are now.
  { id: 'gone', kind: 'cgminer', hall: 'gpus', nominal_ths: 100, nominal_w: 3000, to: text(season) },
  { id: 'host', kind: 'dcgm', hall: 'gpus', model: 'H100', gpus: 4, nominal_w: 700, ...since },
  { id: 'server', kind: 'inference', hall: 'gpus', slo_ttft_s: 1, ...since },
  { id: 'cdu', kind: 'redfish-cdu', loop: 'water', ...since },
];

/** Pool that the site mines for: it has a tenth of a network of 600 s a block. */
export const pool = 'ours';
export const difficulty = 1.25e14;
const networkEhs = (difficulty * 2 ** 32) / 600 / 1e18;

const energyFacts = {
  certificates: [{ mwh: 2, instrument: 'REC', cancelled: '2025-12-20', ...throughout }],
  carbon_factors: [
    { method: 'location', g_per_kwh: 380 },
    { method: 'residual', g_per_kwh: 450 },
  ],
  compute_shares: [{ hall: 'sheds', share: 0.95 }],
  design_pue: [{ value: 1.1 }],
  generators: [{ id: 'roof', mw: 0.015, ...since }],
  grid_mix: [{ carbon_free: 0.4 }],
  heat_reuse: [{ loop: 'water', share: 0.5, ...since }],
  loss_factors: [{ grid: 0.06, local: 0.01, basis: 'average', ...since }],
  methane_abatement: [{ t_co2e: 12, method: 'verified', ...throughout }],
  servers: [{ name: 'web', count: 4, performance: 800, max_kw: 0.5, cpu_utilization: 0.35 }],
  supply_contracts: [
    { name: 'wind', kind: 'ppa', mw: 0.004, g_per_kwh: 10, ...since },
    { name: 'roof', kind: 'onsite', meter: 'roof', ...since },
  ],
  thermal_bands: [{ recommended_c: [18, 27], allowable_c: [15, 32], ...since }],
  water_factors: [{ l_per_kwh: 4 }],
};

const workFacts = {
  gpu_peaks: [{ model: 'H100', dtype: 'bf16', tflops: 1000 }],
  inference_servers: [{ server: 'server', devices: ['host/0', 'host/1'], ...since }],
  job_log: [{ hall: 'gpus', serving: 'servers', ...since }],
  off_peak: [{ start: '22:00', end: '06:00' }],
  token_rewards: [{ token: 'TKN', amount_usd: 883.2, ...throughout }],
  pools: [{ slug: pool, hashrate_ehs: networkEhs / 10, ...since }],
  chain_terms: [{ difficulty, subsidy_btc: 3.125, btc_usd: 100_000, to: text(season) }],
};

const moneyFacts = {
  tariffs: [
    {
      energy_adder_per_mwh: 1,
      delivery_per_mwh: 10,
      tax_per_mwh: 2,
      credit_per_mwh: 0.5,
      demand_per_kw: 8,
      cp_per_kw_year: 60,
      cp_billed_kw: 5,
      cp_months: [10, 11, 12],
      ...since,
    },
  ],
  invoices: [
    { what: 'power', amount: 900, ...month },
    { what: 'credit', amount: 50, ...month },
  ],
  payments: [
    { programme: 'ancillary', block: 'a', mw: 0.002, per_mw_h: 6, ...throughout },
    { programme: 'ers', block: 'b', mw: 0.001, per_mw_h: 10, availability: 0.9, ...throughout },
    { programme: 'demand_response', block: 'c', mw: 0.001, per_mw_h: 1, booked: 'cost', ...throughout },
  ],
  leases: [{ tenant: 'lab', kw: 2, rent_per_month: 300, power: 'passed_through', ...since }],
  finance: [
    { workload: 'mining', site_opex: 400, sg_and_a: 100, depreciation: 600, interest: 80, ...since },
    { workload: 'ai', site_opex: 200, ...since },
  ],
  assets: [
    { class: 'asic', workload: 'mining', capex: 16_000, life_years: 4, rate: 0.1, ...since },
    { class: 'gpu', workload: 'ai', capex: 120_000, life_years: 5, rate: 0.1, ...since },
    { class: 'building', workload: 'mining', capex: 4_000, reused: 10_000, life_years: 20, rate: 0.05, ...since },
  ],
  builds: [{ mw: 0.03, started: '2025-04-01', ...since }],
  coincident_peaks: coincidentPeaks.map(({ from, to }) => ({ system: 'TEST', from: text(from), to: text(to) })),
};

const file = {
  site: { id: 'reference', zone: 'UTC', contracted_mw: 0.03 },
  halls: [
    { id: 'sheds', workload: 'mining', loop: 'water' },
    { id: 'gpus', workload: 'ai', loop: 'water' },
  ],
  market: {
    chain: { url },
    power: { ...feed, node: 'node' },
    reference: { ...feed, node: 'hub' },
    carbon: { kind: 'electricity_maps', zone: 'TEST', url },
    marginal: { zone: 'TEST', username: 'u', password: 'p', url },
    dispatch: { url },
    pool_fee: 0.01,
    gpu: { price: { kind: 'vast', model: 'H100', url }, billed_share: 0.8 },
  },
  defaults: { poll_s: 900 },
  devices: devices.map((device, index) => ({ address: `127.0.0.1:${index + 1}`, ...device })),
  ...energyFacts,
  ...workFacts,
  ...moneyFacts,
};

/** A site with a list of every kind of fact: halls of mining and of AI behind one utility meter, with a solar roof. */
export const referenceSite: Site = parseSite(stringify(file), 'reference.yaml');

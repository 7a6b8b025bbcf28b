import { subsidySat } from '#market';
import type { Site } from '#register';
import { priceAt } from './model.ts';
import { difficulty, pool } from './site.ts';
import { dayMs, hourMs, hourOf, season, startsFrom } from './span.ts';

type Row = Record<string, unknown>;

export const btcUsd = 100_000;
export const feeSat = 3_000_000;
const blockMs = 600_000;
const firstHeight = 917_000;
export const gpuUsd = 2.5;

const span = (at: number): Row => ({ start_at: at, end_at: at + hourMs, known_at: at });

/** The price in its parts, and at a hub 5 USD more. */
function power(site: Site, at: number): Row[] {
  const price = priceAt(at);
  const of = { market: 'TEST', product: 'RT15', currency: 'USD', status: 'final', ...span(at) };
  const { power: own, reference } = site.market;
  return [
    { ...of, site: own?.feed, node: 'node', price, energy: price - 6, congestion: 4, loss: 2 },
    { ...of, site: reference?.feed, node: 'hub', price: price + 5 },
  ];
}

/** Intensity of the grid, g CO2e per kWh, and of the plant at its margin. */
export const intensityAt = (at: number): number => (hourOf(at) >= 17 && hourOf(at) < 21 ? 400 : 300);
export const marginalAt = (at: number): number => (hourOf(at) >= 10 && hourOf(at) < 16 ? 300 : 500);

function carbon({ market }: Site, at: number): Row[] {
  const of = { zone: 'TEST', status: 'measured', ...span(at) };
  return [
    { ...of, site: market.carbon?.feed, source: 'electricity_maps', g_per_kwh: intensityAt(at) },
    { ...of, site: market.marginal?.feed, source: 'watttime', g_per_kwh: marginalAt(at) },
  ];
}

export const finders = [
  'antpool',
  'antpool',
  'antpool',
  'antpool',
  'antpool',
  'foundry',
  'foundry',
  'foundry',
  'viabtc',
  pool,
];

/** A block every ten minutes, found by pools in turn; one in a thousand had a rival. */
function block(feed: string | undefined, started_at: number, index: number): Row {
  const ended_at = started_at + blockMs;
  const height = firstHeight + index;
  return {
    site: feed,
    started_at,
    ended_at,
    found_at: ended_at,
    known_at: ended_at,
    height,
    hash: `${height}`,
    difficulty,
    subsidy_sat: subsidySat(height),
    fee_sat: feeSat,
    orphans: index % 1000 === 0 ? 1 : 0,
    pool: finders[index % 10],
  };
}

/** What was curtailed in the zone on the day of an instant, MWh: on every other day less than the site draws at negative prices. */
export const curtailedAt = (at: number): number => (Math.floor(at / dayMs) % 2 === 0 ? 0.03 : 1);

interface PublicTable {
  readonly dataset: string;
  readonly subject: string;
  readonly quantity: string;
  readonly valueAt: (at: number) => number;
}

/** Public tables that were imported, each with a figure for every day. */
const tables: readonly PublicTable[] = [
  { dataset: 'cbeci', subject: 'bitcoin', quantity: 'power_gw', valueAt: () => 20 },
  { dataset: 'iso-curtailment', subject: 'west', quantity: 'curtailed_mwh', valueAt: curtailedAt },
];
const part = { part: '', known_at: season };

/** What the feeds of the site have told of the season, by table. */
export function market(site: Site): Map<string, Row[]> {
  const { chain, gpu } = site.market;
  const daily = (at: number): Row => ({ observed_at: at, known_at: at });
  return new Map([
    ['market_power', startsFrom(season, hourMs).flatMap((at) => power(site, at))],
    ['market_carbon', startsFrom(season, hourMs).flatMap((at) => carbon(site, at))],
    [
      'market_chain',
      startsFrom(season, dayMs / 2).map((at) => ({
        site: chain?.feed,
        ...daily(at),
        difficulty,
        subsidy_sat: subsidySat(firstHeight),
        fee_sat: feeSat,
        price_usd: btcUsd,
      })),
    ],
    ['market_block', startsFrom(season, blockMs).map((at, index) => block(chain?.feed, at, index))],
    [
      'market_gpu',
      startsFrom(season, dayMs / 2).map((at) => ({
        site: gpu?.price?.feed,
        venue: 'vast',
        model: 'H100',
        pricing_type: 'ondemand',
        ...daily(at),
        usd_per_gpu_hour: gpuUsd,
        p25: 2,
        p75: 3,
        n_offers: 20,
      })),
    ],
    [
      'public_figure',
      tables.flatMap(({ valueAt, ...of }) =>
        startsFrom(season, dayMs).map((at) => ({ ...part, ...of, at, value: valueAt(at) })),
      ),
    ],
    ['public_import', tables.map(({ dataset }) => ({ ...part, dataset, digest: 'd', file: `${dataset}.csv` }))],
  ]);
}

import { type Quarter, quarterOf } from './model.ts';
import { rollupRow } from '../support.ts';
import { referenceSite } from './site.ts';
import { dayMs, quarterMs, quarterS, season, startsFrom, weekdayOf, year } from './span.ts';

type Row = Record<string, unknown>;
/** What stood on the site before the season, W. */
export const before = { facilityW: 2600, itW: 2000 };

/** A board falls off the bus, an application crashes on another, and a miner loses a hash board. */
const failure = Date.UTC(2025, 10, 1);
const crash = Date.UTC(2025, 10, 8);
const lostBoard = Date.UTC(2025, 11, 1);

const joules = (watts: number): number => watts * quarterS;
/** A meter is read every five minutes. */
const readS = 300;
const meter = (watts: number): Row => ({ import_j: watts * readS, export_j: 0 });

const meters = (quarter: Quarter): Record<string, Row> => ({
  utility: {
    import_j: readS * Math.max(quarter.facilityW - quarter.solarW, 0),
    export_j: readS * Math.max(quarter.solarW - quarter.facilityW, 0),
  },
  roof: meter(quarter.solarW),
  transformer: meter(quarter.transformerW),
  'ups-sheds': meter(quarter.upsW.sheds),
  'ups-gpus': meter(quarter.upsW.gpus),
  chiller: meter(quarter.coolingW),
  'feeder-sheds': meter(quarter.feederW.sheds),
  'feeder-gpus': meter(quarter.feederW.gpus),
  'rack-sheds': meter(quarter.inputW.sheds),
  'rack-gpus': meter(quarter.inputW.gpus),
});

function minerRow({ at, minerW, ths }: Quarter, device: string): Row {
  return {
    energy_j: joules(minerW),
    energy_source: 'metered',
    hash_source: 'metered',
    hash_gh: ths * 1000 * quarterS,
    rate_gh: ths * 1000 * quarterS,
    accepted_diff: ths * 209_000,
    rejected_diff: ths * 400,
    stale_diff: ths * 200,
    hw_errors: 1,
    diff1: 999,
    boards: device === 'm-4' && at >= lostBoard ? 2 : 3,
  };
}

function boardRow({ at, boardW, isBusy }: Quarter, index: number): Row {
  const xid = index === 2 && at >= failure ? 79 : index === 1 && at >= crash ? 31 : 0;
  const smMs = quarterMs * (isBusy ? 0.75 : 0.25);
  return {
    energy_j: joules(boardW),
    energy_source: 'metered',
    limit_j: joules(700),
    limit_source: 'metered',
    sm_ms: smMs,
    sm_source: 'sm_active',
    tensor_ms: smMs / 2,
    util_ms: quarterMs,
    xid,
    xid_events: (index === 2 && at === failure) || (index === 1 && at === crash) ? 1 : 0,
  };
}

const coolingRow = ({ at, feederW, isBusy }: Quarter): Row => ({
  energy_j: joules(300),
  energy_source: 'metered',
  heat_source: 'metered',
  heat_j: joules(feederW.sheds + feederW.gpus),
  water_ml: 3000,
  supply_temp_c: isBusy && weekdayOf(at) === 0 ? 29 : 24,
});

function serverRow({ isBusy }: Quarter): Row {
  const requests = isBusy ? 300 : 60;
  return { output_tokens: requests * 300, requests, slo_judged: requests, slo_met: requests * 0.95 };
}

const interval = (from: number, to: number): Row => ({
  started_at: from,
  ended_at: to,
  observed_ms: to - from,
  flags: 0,
});

type Add = (table: string, row: Row) => void;

function addMeters(add: Add, quarter: Quarter): void {
  const spans = [0, 1, 2]
    .map((at) => quarter.at + at * readS * 1000)
    .map((from) => interval(from, from + readS * 1000));
  for (const [device, counted] of Object.entries(meters(quarter)))
    for (const span of spans) add('reading_meter', { device, energy_source: 'metered', ...span, ...counted });
}

function addDevices(add: Add, quarter: Quarter): void {
  const span = interval(quarter.at, quarter.at + quarterMs);
  for (const device of ['m-1', 'm-2', 'm-3', 'm-4'])
    add('reading_asic', { device, ...span, ...minerRow(quarter, device) });
  for (let index = 0; index < 4; index++)
    add('reading_gpu', { device: `host/${index}`, ...span, ...boardRow(quarter, index) });
  add('reading_cooling', { device: 'cdu', ...span, ...coolingRow(quarter) });
  add('reading_inference', { device: 'server', ...span, ...serverRow(quarter) });
}

/** All readings of the season, by table. */
export function readings(): Map<string, Row[]> {
  const tables = new Map<string, Row[]>();
  const add = (table: string, row: Row): void => {
    const rows = tables.get(table) ?? [];
    tables.set(table, rows);
    rows.push({ site: referenceSite.id, ...row });
  };
  for (const quarter of startsFrom(season, quarterMs).map(quarterOf)) {
    addMeters(add, quarter);
    addDevices(add, quarter);
  }
  return tables;
}

/** Days of the year before the season, as they are once they are rolled up: a PUE wants twelve months, and to roll up nine of them takes minutes. */
export const daysBefore = (): Row[] =>
  Array.from({ length: (season - year) / dayMs }, (_, at) => {
    const [from, seconds] = [year + at * dayMs, dayMs / 1000];
    const joint = {
      pue_facility_j: before.facilityW * seconds,
      pue_it_j: before.itW * seconds,
      pue_ms: dayMs,
      window_ms: dayMs,
    };
    return rollupRow({ grain: 'day', start: from, end: from + dayMs }, { site: referenceSite.id, hall: '', ...joint });
  });

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { deviceClasses } from '#contracts';
import { type AllowedSite, readSites } from '#kpi';
import { type Clock, isoOf, projectPath } from '#runtime';
import type { Store } from '#store';
import type { Device, Site } from './shapes.ts';

const sql = (name: string): string => readFileSync(projectPath('apps/api/sql', `${name}.sql`), 'utf8');

const statements = {
  halls: sql('halls'),
  contracts: sql('contracts'),
  units: sql('units'),
  lastReadings: sql('last-readings'),
};

const deviceClass = z.enum(deviceClasses);
const number = z.coerce.number();
const hallRow = z.object({ site: z.string(), hall: z.string(), workload: z.string(), loop: z.string() });
const contractRow = z.object({ site: z.string(), mw: number, valid_from_ms: number, valid_to_ms: number });
const unitRow = z.object({
  site: z.string(),
  device: z.string(),
  class: deviceClass,
  hall: z.string(),
  model: z.string(),
  nominal_ghs: z.number().nullable(),
  nominal_w: z.number().nullable(),
  point: z.string(),
  poll_ms: number,
  valid_from_ms: number,
  valid_to_ms: number,
});
const lastRow = z.object({ site: z.string(), class: deviceClass, device: z.string(), through_ms: number });
type Unit = z.output<typeof unitRow>;
type Last = z.output<typeof lastRow>;

export interface Inventory {
  /** The sites that the asker may see; kept for a moment, since every query asks. */
  allowed(): Promise<AllowedSite[]>;
  /** The sites as registered. */
  sites(): Promise<Site[]>;
  /** The units expected now and any others that report, each with its state. */
  devices(sites: readonly string[]): Promise<Device[]>;
}

const cacheMs = 2_000;
const lookBackMs = 2 * 86_400_000;
/** Bounds of what the store can hold as a date stand for "open". */
const openBefore = 0;
const openAfter = 4_102_444_800_000;

/** A unit is silent when it missed three polls, and half a minute at least, since readings take a few seconds to be counted. */
const patienceMs = (pollMs: number): number => Math.max(3 * pollMs, 30_000);

const ageOf = (ms: number): string =>
  ms < 120_000
    ? `${Math.round(ms / 1000)} s`
    : ms < 7_200_000
      ? `${Math.round(ms / 60_000)} min`
      : `${Math.round(ms / 3_600_000)} h`;

type State = Pick<Device, 'state' | 'reason'>;

function stateOf(unit: Unit, through: number | undefined, now: number): State {
  if (through === undefined)
    return {
      state: 'never',
      reason: 'no reading has ever been counted: see the collector for what the device answers',
    };
  const age = now - through;
  if (age <= patienceMs(unit.poll_ms)) return { state: 'reporting' };
  return {
    state: 'silent',
    reason: `the last reading ended ${ageOf(age)} ago, and it is polled every ${unit.poll_ms / 1000} s`,
  };
}

const boundOf = (ms: number, open: boolean): string | null => (open ? null : isoOf(ms));

/** Reads what the register and the rollups say of sites and devices. */
export function createInventory({ store, clock }: { store: Pick<Store, 'query'>; clock: Clock }): Inventory {
  let cached: { at: number; sites: Promise<AllowedSite[]> } | undefined;

  function allowed(): Promise<AllowedSite[]> {
    const at = clock.monotonic();
    if (cached && at - cached.at < cacheMs) return cached.sites;
    const sites = readSites(store);
    cached = { at, sites };
    sites.catch(() => (cached = undefined));
    return sites;
  }

  const readUnits = (site: readonly string[]): Promise<Unit[]> =>
    store.query(statements.units, { params: { site }, schema: unitRow });

  const readLast = (site: readonly string[]): Promise<Last[]> =>
    store.query(statements.lastReadings, {
      params: { site, since: Math.floor((clock.now() - lookBackMs) / 1000) },
      schema: lastRow,
    });

  async function sites(): Promise<Site[]> {
    const known = await allowed();
    const ids = known.map((site) => site.id);
    const [halls, contracts, units, last] = await Promise.all([
      store.query(statements.halls, { params: {}, schema: hallRow }),
      store.query(statements.contracts, { params: {}, schema: contractRow }),
      readUnits(ids),
      readLast(ids),
    ]);
    const facts = { halls, contracts, units, last, now: clock.now() };
    return known.map((site) => siteEntry(site, facts));
  }

  async function devices(ids: readonly string[]): Promise<Device[]> {
    const [units, last] = await Promise.all([readUnits(ids), readLast(ids)]);
    return deviceEntries(units, last, clock.now());
  }

  return { allowed, sites, devices };
}

interface SiteFacts {
  readonly halls: readonly z.output<typeof hallRow>[];
  readonly contracts: readonly z.output<typeof contractRow>[];
  readonly units: readonly Unit[];
  readonly last: readonly Last[];
  readonly now: number;
}

function siteEntry({ id, zone, currency }: AllowedSite, { halls, contracts, units, last, now }: SiteFacts): Site {
  const through = last.filter((row) => row.site === id).map((row) => row.through_ms);
  return {
    id,
    zone,
    currency,
    contracted_mw: contracts
      .filter((row) => row.site === id)
      .map((row) => ({
        mw: row.mw,
        from: boundOf(row.valid_from_ms, row.valid_from_ms <= openBefore),
        to: boundOf(row.valid_to_ms, row.valid_to_ms >= openAfter),
      })),
    halls: halls.filter((row) => row.site === id).map(({ hall, workload, loop }) => ({ id: hall, workload, loop })),
    devices: units.filter((row) => row.site === id && isExpected(row, now)).length,
    through: through.length === 0 ? null : isoOf(Math.max(...through)),
  };
}

const nameOf = ({ site, device }: { site: string; device: string }): string => JSON.stringify([site, device]);

function deviceEntries(units: readonly Unit[], last: readonly Last[], now: number): Device[] {
  const heard = new Map(last.map((row) => [nameOf(row), row.through_ms]));
  const expected = units.filter((unit) => isExpected(unit, now));
  const known = new Set(expected.map(nameOf));
  const entries = expected.map((unit) => {
    const through = heard.get(nameOf(unit));
    const last_reading_at = through === undefined ? null : isoOf(through);
    return { ...registered(unit), last_reading_at, ...stateOf(unit, through, now) };
  });
  return [...entries, ...last.filter((row) => !known.has(nameOf(row))).map(unregistered)].toSorted(compareDevices);
}

const compare = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

/** The order of devices: numbers in names count as numbers. */
export const compareDevices = (
  a: Pick<Device, 'site' | 'id' | 'class'>,
  b: Pick<Device, 'site' | 'id' | 'class'>,
): number => compare(a.site, b.site) || compare(a.id, b.id) || compare(a.class, b.class);
const isExpected = (unit: Unit, now: number): boolean => unit.valid_from_ms <= now && now < unit.valid_to_ms;

const registered = (unit: Unit): Omit<Device, 'last_reading_at' | 'state' | 'reason'> => ({
  id: unit.device,
  site: unit.site,
  class: unit.class,
  hall: unit.hall,
  model: unit.model,
  nominal_ths: unit.nominal_ghs === null ? null : unit.nominal_ghs / 1000,
  nominal_w: unit.nominal_w,
  point: unit.point,
  poll_s: unit.poll_ms / 1000,
});

const unregistered = (row: Last): Device => ({
  id: row.device,
  site: row.site,
  class: row.class,
  hall: '',
  model: '',
  nominal_ths: null,
  nominal_w: null,
  point: '',
  poll_s: null,
  last_reading_at: isoOf(row.through_ms),
  state: 'unregistered',
  reason: 'the register does not expect it now',
});

import type { Origin } from '#contracts';
import type { Answer, DeviceTarget, UnitAnswer } from '../device.ts';
import {
  type Bounds,
  createDraft,
  type Draft,
  isRecord,
  note,
  numberOf,
  setCounter,
  setGauge,
  textOf,
} from '../draft.ts';
import { deviceError } from '../errors.ts';
import { type Loop, loopOf } from './loop.ts';
import { cdusOf, isPresent, linkOf, membersOf, type RedfishRaw, type Resource, single } from './tree.ts';

const power: Bounds = { min: 0, max: 50e6, unit: 'W' };
const heat: Bounds = { min: -50e6, max: 50e6, unit: 'W' };
const energy: Bounds = { min: 0, max: 9e15, unit: 'J' };
const flow: Bounds = { min: 0, max: 1e7, unit: 'L/min' };
const temperature: Bounds = { min: -60, max: 200, unit: 'Cel' };
const share: Bounds = { min: 0, max: 1, unit: '' };

const joulesPerKwh = 3_600_000;

/** Every Redfish reading is an object with `Reading`, which may be null. */
const readingOf = (resource: Resource | undefined, name: string): number | null => {
  const value = resource?.[name];
  return isRecord(value) ? numberOf(value.Reading) : null;
};

const named = (cdu: Resource, name: string, raw: RedfishRaw): Resource | undefined =>
  raw.resources[linkOf(cdu, name) ?? ''];

function members(cdu: Resource, name: string, raw: RedfishRaw): Resource[] {
  return membersOf(named(cdu, name, raw))
    .map((path) => raw.resources[path])
    .filter((resource) => resource !== undefined)
    .filter(isPresent);
}

function setEnvironment(draft: Draft, environment: Resource | undefined): void {
  if (!environment) return;
  setGauge(draft, 'power_w', readingOf(environment, 'PowerWatts'), `${single}.PowerWatts`, power);
  const kwh = readingOf(environment, 'EnergykWh');
  if (kwh !== null) setCounter(draft, 'energy_j', kwh * joulesPerKwh, `${single}.EnergykWh`, energy);
}

/** The mean of the pumps that are in operation. */
function setPumps(draft: Draft, pumps: readonly Resource[]): void {
  const speeds = pumps.map((pump) => readingOf(pump, 'PumpSpeedPercent')).filter((speed) => speed !== null);
  if (speeds.length === 0) return;
  const mean = speeds.reduce((sum, speed) => sum + speed, 0) / speeds.length / 100;
  setGauge(
    draft,
    'pump_share',
    mean,
    `Pumps.PumpSpeedPercent${speeds.length > 1 ? ` (mean of ${speeds.length})` : ''}`,
    share,
  );
}

function setLoops(draft: Draft, primary: Loop, secondary: Loop): void {
  for (const [field, found, bounds] of [
    ['flow_lpm', secondary.flow, flow],
    ['supply_temp_c', secondary.supply, temperature],
    ['return_temp_c', secondary.return, temperature],
    ['facility_supply_temp_c', primary.supply, temperature],
    ['facility_return_temp_c', primary.return, temperature],
  ] as const) {
    if (found) setGauge(draft, field, found.value, found.source, bounds);
  }
}

/** Nothing is computed from a flow or temperature that cannot be. */
const isPlausible = (loop: Loop): boolean =>
  isWithin(loop.flow, flow) && isWithin(loop.supply, temperature) && isWithin(loop.return, temperature);
const isWithin = (found: Loop['flow'], { min, max }: Bounds): boolean =>
  found === null || (found.value >= min && found.value <= max);

/** The unit's own figure of either side, which differ by its losses, before one computed from flow and temperatures. */
function setHeat(draft: Draft, primary: Loop, secondary: Loop): Record<string, Origin> {
  for (const found of [secondary.heat, primary.heat]) {
    if (found && setGauge(draft, 'heat_w', found.value, found.source, heat)) return { heat_source: 'metered' };
  }
  for (const loop of [secondary, primary]) {
    const found = isPlausible(loop) ? loop.computedHeat : null;
    if (found && setGauge(draft, 'heat_w', found.value, found.source, heat)) return { heat_source: 'estimated' };
  }
  return {};
}

function identityOf(cdu: Resource): Record<string, string> {
  const facts = {
    make: textOf(cdu.Manufacturer),
    model: textOf(cdu.Model),
    firmware: textOf(cdu.FirmwareVersion),
    serial: textOf(cdu.SerialNumber),
    name: textOf(cdu.Name),
  };
  return Object.fromEntries(Object.entries(facts).filter((fact): fact is [string, string] => fact[1] !== undefined));
}

function unitOf(cdu: Resource, device: string, raw: RedfishRaw, problems: string[]): UnitAnswer {
  const gauges = {
    power_w: null,
    heat_w: null,
    flow_lpm: null,
    supply_temp_c: null,
    return_temp_c: null,
    facility_supply_temp_c: null,
    facility_return_temp_c: null,
    pump_share: null,
  };
  const draft = createDraft(gauges, problems);
  const coolant = isRecord(cdu.Coolant) ? cdu.Coolant : {};
  const primary = loopOf(draft, 'PrimaryCoolantConnectors', members(cdu, 'PrimaryCoolantConnectors', raw), {});
  const secondary = loopOf(
    draft,
    'SecondaryCoolantConnectors',
    members(cdu, 'SecondaryCoolantConnectors', raw),
    coolant,
  );
  setEnvironment(draft, named(cdu, single, raw));
  setLoops(draft, primary, secondary);
  setPumps(draft, members(cdu, 'Pumps', raw));
  const origins = setHeat(draft, primary, secondary);
  const identity = identityOf(cdu);
  const boot = { id: identity.serial ?? null, uptimeMs: null };
  return { device, identity, boot, counters: draft.counters, gauges: draft.gauges, origins, sources: draft.sources };
}

/** The cooling units of a service: one takes the target's id, several are `id/Id`. A unit that is absent or switched off says nothing. */
export function normalise(raw: RedfishRaw, target: DeviceTarget): Answer {
  const problems = Object.entries(raw.failures).map(([path, reason]) => `${path}: ${reason}`);
  const paths = cdusOf(raw.resources);
  const units: UnitAnswer[] = [];
  for (const path of paths) {
    const cdu = raw.resources[path];
    if (!cdu) continue;
    const id = textOf(cdu.Id) ?? path.slice(path.lastIndexOf('/') + 1);
    if (isPresent(cdu)) units.push(unitOf(cdu, paths.length === 1 ? target.id : `${target.id}/${id}`, raw, problems));
    else note({ problems, prefix: '' }, `CDU ${id}`, 'it is absent or switched off');
  }
  if (paths.length === 0) throw deviceError('DEVICE_ANSWER', target, 'there is no CDU in the answer');
  return { units, problems };
}

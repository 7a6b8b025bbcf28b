import { deviceKinds } from '#contracts';
import { type Fault, nearest } from '#runtime';
import { facilityFaults, marketFactors } from './facility-check.ts';
import { factKindNames } from './facts/index.ts';
import { type Dated, spanOf } from './instant.ts';
import { labelFaults } from './label-check.ts';
import { servingFaults } from './serving-check.ts';
import { moneyFaults } from './money-check.ts';
import type { SiteFile } from './schema.ts';
import type { Span } from './span.ts';

type Device = SiteFile['devices'][number];

/** What no single key shows: references, doubles, and what a class of device needs. */
export function crossCheck(file: SiteFile): Fault[] {
  return [
    ...doubles(file),
    ...file.devices.flatMap((device, index) => [...references(file, device, index), ...needs(device, index)]),
    ...spans(file),
    ...carbonLogin(file),
    ...offPeakHours(file),
    ...facilityFaults(file),
    ...moneyFaults(file),
    ...jobLogs(file),
    ...servingFaults(file),
    ...labelFaults(file),
    ...powerLogin(file),
    ...gpuVenue(file),
    ...nodeLogin(file),
  ];
}

function doubles(file: SiteFile): Fault[] {
  const faults: Fault[] = [];
  const seen = new Map<string, (Span & { readonly index: number })[]>();
  const note = (what: string, keys: readonly PropertyKey[], index: number, dated: Dated = {}): void => {
    const span = spanOf(dated, file.site.zone);
    const others = seen.get(what) ?? [];
    const first = others.find(({ from, to }) => from < span.to && span.from < to);
    if (first) faults.push({ keys, message: `${what} is also that of entry ${first.index}` });
    else seen.set(what, [...others, { ...span, index }]);
  };
  file.halls.forEach((hall, index) => note(`hall id ${hall.id}`, ['halls', index, 'id'], index));
  file.devices.forEach((device, index) => {
    note(`device id ${device.id}`, ['devices', index, 'id'], index, device);
    if ('address' in device)
      note(`address ${device.address} unit ${device.unit}`, ['devices', index, 'address'], index, device);
  });
  return faults;
}

function references(file: SiteFile, device: Device, index: number): Fault[] {
  return hallFaults(file, device.hall, ['devices', index, 'hall']);
}

function hallFaults(file: SiteFile, hall: string | undefined, keys: readonly PropertyKey[]): Fault[] {
  const halls = file.halls.map(({ id }) => id);
  if (hall === undefined || halls.includes(hall)) return [];
  const hint = nearest(hall, halls);
  const message = `no hall ${hall}${hint ? `; did you mean ${hint}?` : ` (known: ${halls.join(', ') || 'none'})`}`;
  return [{ keys, message }];
}

const jobLogs = (file: SiteFile): Fault[] =>
  file.job_log.flatMap(({ hall }, index) => hallFaults(file, hall, ['job_log', index, 'hall']));

/** What a device lacks of what its class needs. */
export function needs(device: Device, index: number): Fault[] {
  const deviceClass = deviceKinds[device.kind];
  const faults: Fault[] = [];
  const need = (key: keyof Device, why: string): void => {
    if (device[key] === undefined) faults.push({ keys: ['devices', index, key], message: `is missing: ${why}` });
  };
  if (deviceClass === 'asic') need('nominal_ths', 'the rated TH/s decides what counts as hashing');
  if (deviceClass === 'gpu') need('gpus', 'the number of boards decides what is missing');
  if (deviceClass === 'meter') need('point', 'a meter stands at M0, M1, M2, M3, M4, Mc, Mg or Mb');
  if (deviceClass === 'asic' || deviceClass === 'gpu' || device.point === 'M3')
    need('hall', 'energy is attributed by hall');
  return faults;
}

/** A source that knows its users needs what its user is called, and a secret that is no part of the file. */
const carbonLogin = ({ market }: SiteFile): Fault[] =>
  (['carbon', 'marginal'] as const).flatMap((name) => {
    const feed = market[name];
    if (feed?.kind !== 'watttime') return [];
    return (['username', 'password_env'] as const)
      .filter((key) => feed[key] === undefined && !(key === 'password_env' && 'password' in feed))
      .map((key) => ({ keys: ['market', name, key], message: 'is missing: watttime asks for a login' }));
  });

function offPeakHours({ off_peak }: SiteFile): Fault[] {
  return off_peak.flatMap(({ start, end }, index) =>
    start === end
      ? [{ keys: ['off_peak', index, 'end'], message: 'is also the start: for whole days leave both out' }]
      : [],
  );
}

/** A node asks everybody who they are. */
function nodeLogin({ market: { chain } }: SiteFile): Fault[] {
  if (chain?.kind !== 'node') return [];
  return (['username', 'password_env'] as const)
    .filter((key) => chain[key] === undefined)
    .map((key) => ({ keys: ['market', 'chain', key], message: 'is missing: a node asks for a login' }));
}

const keyedMarkets = ['ercot', 'pjm', 'miso', 'entsoe', 'openelectricity'];

/** A secret that no market of this kind asks for would be a slip, and half a login is none. */
function powerLogin({ market: { power } }: SiteFile): Fault[] {
  if (!power) return [];
  const fault = (key: string, message: string): Fault => ({ keys: ['market', 'power', key], message });
  const login = (['username', 'password_env'] as const).filter((key) => power[key] !== undefined);
  const missing = (['username', 'password_env'] as const).filter((key) => power[key] === undefined);
  return [
    ...(power.key_env !== undefined && !keyedMarkets.includes(power.kind)
      ? [fault('key_env', `${power.kind} asks for no key`)]
      : []),
    ...(power.kind === 'ercot' ? [] : login.map((key) => fault(key, `${power.kind} asks for no login`))),
    ...(login.length === 1 ? missing.map((key) => fault(key, 'is missing: a login is both')) : []),
  ];
}

/** A catalogue of several does not say whose prices it lists. */
function gpuVenue({ market: { gpu } }: SiteFile): Fault[] {
  const { kind, venue } = gpu?.price ?? {};
  if ((kind !== 'skypilot' && kind !== 'gpuhunt') || venue !== undefined) return [];
  return [{ keys: ['market', 'gpu', 'price', 'venue'], message: `is missing: a catalogue of ${kind} does not say it` }];
}

function spans(file: SiteFile): Fault[] {
  const check = (
    dated: { from?: string | undefined; to?: string | undefined },
    keys: readonly PropertyKey[],
  ): Fault[] =>
    dated.from !== undefined && dated.to !== undefined && dated.from >= dated.to
      ? [{ keys: [...keys, 'to'], message: '`to` must be after `from`' }]
      : [];
  return [
    ...file.devices.flatMap((device, index) => check(device, ['devices', index])),
    ...(file.site.contracted_mw ?? []).flatMap((step, index) => check(step, ['site', 'contracted_mw', index])),
    ...(marketFactors(file) ?? []).flatMap((step, index) => check(step, ['market', 'carbon_g_per_kwh', index])),
    ...factKindNames.flatMap((kind) => file[kind].flatMap((fact, index) => check(fact, [kind, index]))),
  ];
}

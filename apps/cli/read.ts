import Table from 'cli-table3';
import { type DeviceKind, deviceKinds } from '#contracts';
import { readDevice } from '#devices';
import { loadSite, type SiteDevice, siteSchema } from '#register';
import { PipelineError, secretFromEnvironment, systemClock } from '#runtime';
import { isMachine, say, wrong } from './output.ts';

export interface ReadOptions {
  readonly config: string;
  readonly kind?: string;
  readonly address?: string;
  readonly username?: string;
  readonly passwordEnv?: string;
  readonly unit?: number;
  readonly base?: number;
  readonly gpus?: number;
  readonly timeout?: number;
  readonly json?: boolean;
}

function fromFile(id: string, options: ReadOptions): SiteDevice {
  const site = loadSite(options.config);
  const found = site.devices.find((device) => device.id === id || id.startsWith(`${device.id}/`));
  if (!found) throw wrong(`${options.config} has no device ${id}`);
  return found;
}

/** A device that no site file describes, from the options alone. */
function fromOptions(options: ReadOptions): SiteDevice {
  const { kind, address } = options;
  if (kind === undefined || address === undefined)
    throw wrong('give a device of the site file, or both --kind and --address');
  if (!(kind in deviceKinds)) throw wrong(`--kind ${kind}: unknown; known are ${Object.keys(deviceKinds).join(', ')}`);
  const parsed = siteSchema.shape.devices.unwrap().element.safeParse({ id: 'device', kind, address });
  if (!parsed.success) throw wrong(`--address ${address}: ${parsed.error.issues[0]?.message ?? 'HOST:PORT is needed'}`);
  return { ...targetOf(kind as DeviceKind, address), ...choices(options) };
}

function targetOf(kind: DeviceKind, address: string): SiteDevice {
  const colon = address.lastIndexOf(':');
  return {
    id: address,
    kind,
    class: deviceKinds[kind],
    host: address.slice(0, colon).replace(/^\[|\]$/g, ''),
    port: Number(address.slice(colon + 1)),
    pollMs: 60_000,
    timeoutMs: 5_000,
    unit: 1,
    importTotal: 'imp',
    multiplier: 1,
    tls: false,
    from: -Infinity,
    to: Infinity,
  };
}

function choices(options: ReadOptions): Partial<SiteDevice> {
  const { timeout, unit, base, gpus, username, passwordEnv } = options;
  return {
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
    ...(unit === undefined ? {} : { unit }),
    ...(base === undefined ? {} : { base: base as 0 | 40_000 | 50_000 }),
    ...(gpus === undefined ? {} : { gpus }),
    ...(username === undefined ? {} : { username }),
    ...(passwordEnv === undefined ? {} : { password: secretFromEnvironment(passwordEnv) }),
  };
}

/** Asks one device and prints, per unit, `{device, quantities, gauges, sources, problems}`: counters as read, in our units, with each field's source. */
export async function read(id: string | undefined, options: ReadOptions): Promise<void> {
  const device = id === undefined ? fromOptions(options) : fromFile(id, options);
  const answer = await readDevice(device, { signal: AbortSignal.timeout(device.timeoutMs * 2), clock: systemClock });
  const units = answer.units.map((unit) => ({
    device: { id: unit.device, kind: device.kind, address: `${device.host}:${device.port}`, ...unit.identity },
    quantities: Object.fromEntries(Object.entries(unit.counters).map(([name, counter]) => [name, counter.value])),
    gauges: unit.gauges,
    sources: unit.sources,
    problems: answer.problems,
  }));
  for (const unit of units) say(isMachine(options) ? JSON.stringify(unit) : readable(unit));
  if (units.length === 0)
    throw new PipelineError(
      'DEVICE_ANSWER',
      `${device.id} (${device.kind}) answered nothing that can be used: ${answer.problems.join('; ')}`,
    );
}

interface UnitOutput {
  readonly device: Readonly<Record<string, unknown>>;
  readonly quantities: Readonly<Record<string, number>>;
  readonly gauges: Readonly<Record<string, number | null>>;
  readonly sources: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
}

function readable({ device, quantities, gauges, sources, problems }: UnitOutput): string {
  const table = new Table({ head: ['field', 'value', 'from'], style: { head: [], border: [] } });
  for (const [name, value] of Object.entries({ ...quantities, ...gauges }))
    table.push([name, value ?? 'not known', sources[name] ?? '']);
  const title = Object.entries(device)
    .map(([key, value]) => `${key} ${String(value)}`)
    .join(', ');
  return [title, table.toString(), ...problems.map((problem) => `! ${problem}`)].join('\n');
}

import { type PipelineError, messageOf } from '#runtime';
import type { DeviceTarget, Driver } from '../device.ts';
import { isRecord } from '../draft.ts';
import { addressOf, deviceError, failureOf } from '../errors.ts';
import { get } from '../http.ts';
import { normalise } from './normalise.ts';
import { cdusOf, collections, linkOf, membersOf, type RedfishRaw, type Resource, rootPath, single } from './tree.ts';

/** A tree larger than this is none of a cooling unit. */
const maxMembers = 64;
const parallel = 4;
/** The tree's layout is read again after so many polls, or when a resource of it is gone. */
const layoutPolls = 60;

interface Layout {
  /** Resources that only link to others: the root and the collections. */
  readonly fixed: Record<string, Resource>;
  /** Paths that have readings, asked at each poll. */
  readonly read: readonly string[];
  polls: number;
}

const layouts = new Map<string, Layout>();
const keyOf = (target: DeviceTarget): string => `${target.tls ? 'https' : 'http'}://${addressOf(target)}`;

class NotFound extends Error {}

async function fetchResource(target: DeviceTarget, path: string, signal: AbortSignal): Promise<Resource> {
  const { status, text } = await get(target, path, 'application/json', signal);
  if (status === 404) throw new NotFound(`GET ${path} answered 404`);
  if (status !== 200) throw deviceError('DEVICE_ANSWER', target, `GET ${path} answered ${status}`);
  try {
    const resource: unknown = JSON.parse(text);
    if (isRecord(resource)) return resource;
  } catch (error) {
    throw deviceError('DEVICE_ANSWER', target, `the answer to GET ${path} is no JSON: ${messageOf(error)}`, error);
  }
  throw deviceError('DEVICE_ANSWER', target, `the answer to GET ${path} is no Redfish resource`);
}

interface Reading {
  readonly target: DeviceTarget;
  readonly signal: AbortSignal;
  readonly resources: Record<string, Resource>;
  readonly failures: Record<string, string>;
}

/** Reads a path that others can do without: only a refused login and a device that cannot be reached end the poll. */
async function readPart({ target, signal, resources, failures }: Reading, path: string): Promise<void> {
  try {
    resources[path] = await fetchResource(target, path, signal);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const failure = error instanceof NotFound ? null : failureOf(target, error);
    if (failure && failure.code !== 'DEVICE_ANSWER') throw failure;
    failures[path] = messageOf(error);
  }
}

async function readParts(reading: Reading, paths: readonly string[]): Promise<void> {
  const queue = [...paths];
  const worker = async (): Promise<void> => {
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      await readPart(reading, path).catch((error: unknown) => {
        queue.length = 0;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}

function missing(target: DeviceTarget, what: string, cause?: unknown): PipelineError {
  return deviceError('DEVICE_ANSWER', target, `${what}${cause === undefined ? '' : `: ${messageOf(cause)}`}`, cause);
}

async function follow(reading: Reading, path: string | undefined, what: string): Promise<Resource> {
  const { target, signal, resources } = reading;
  if (path === undefined) throw missing(target, `the service has no ${what}`);
  try {
    return (resources[path] = await fetchResource(target, path, signal));
  } catch (error) {
    if (error instanceof NotFound) throw missing(target, `the service has no ${what}`, error);
    throw error;
  }
}

const partsOf = (cdu: Resource | undefined): { lists: string[]; single: string[] } => ({
  lists: collections.map((name) => linkOf(cdu, name)).filter((path) => path !== undefined),
  single: [linkOf(cdu, single)].filter((path) => path !== undefined),
});

/** Walks from the service root to the CDUs and everything of them that is read. */
async function discover(reading: Reading): Promise<Layout> {
  const root = await follow(reading, rootPath, 'root');
  const equipment = await follow(reading, linkOf(root, 'ThermalEquipment'), 'ThermalEquipment');
  await follow(reading, linkOf(equipment, 'CDUs'), 'CDUs');
  const fixed = { ...reading.resources };
  const cdus = cdusOf(reading.resources).slice(0, maxMembers);
  if (cdus.length === 0) throw missing(reading.target, 'the service has no CDU');
  for (const cdu of cdus) await follow(reading, cdu, `CDU ${cdu}`);
  const parts = cdus.map((cdu) => partsOf(reading.resources[cdu]));
  const lists = parts.flatMap(({ lists }) => lists);
  await readParts(reading, lists);
  for (const list of lists) {
    const resource = reading.resources[list];
    if (resource) fixed[list] = resource;
  }
  const members = lists.flatMap((list) => membersOf(reading.resources[list])).slice(0, maxMembers);
  const rest = [...members, ...parts.flatMap((part) => part.single)];
  await readParts(reading, rest);
  return { fixed, read: [...cdus, ...rest], polls: 0 };
}

/** A collection that failed once may be back: only a walk without failures is kept. */
async function ask(target: DeviceTarget, signal: AbortSignal): Promise<RedfishRaw> {
  const key = keyOf(target);
  const layout = layouts.get(key);
  if (layout && ++layout.polls < layoutPolls) {
    const reading: Reading = { target, signal, resources: { ...layout.fixed }, failures: {} };
    await readParts(reading, layout.read);
    if (Object.keys(reading.failures).length === 0) return reading;
  }
  layouts.delete(key);
  const reading: Reading = { target, signal, resources: {}, failures: {} };
  const found = await discover(reading);
  if (Object.keys(reading.failures).length === 0) layouts.set(key, found);
  return { resources: reading.resources, failures: reading.failures };
}

/** Coolant distribution units that speak Redfish over HTTP or HTTPS with Basic login. */
export const redfishCdu: Driver<RedfishRaw> = { kind: 'redfish-cdu', ask, normalise };

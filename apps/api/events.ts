import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type JobEvent, jobEvent, jobRow } from '#contracts';
import { type Clock, groupBy, nearest, projectPath } from '#runtime';
import type { Store } from '#store';
import type { EventLog } from './event-log.ts';
import { maxEvents, type TakenEvents } from './event-shapes.ts';
import { refused } from './problem.ts';

const boardsStatement = readFileSync(projectPath('apps/api/sql/boards.sql'), 'utf8');
const boardRow = z.object({ site: z.string(), hall: z.string(), device: z.string() });

interface Parts {
  readonly store: Pick<Store, 'query'>;
  readonly events: Pick<EventLog, 'append'>;
  readonly clock: Clock;
}

interface Fault {
  readonly key: string;
  readonly reason: string;
}

/** What the register knows of a site: halls with boards, and the boards and their hosts. */
interface Known {
  readonly halls: ReadonlySet<string>;
  readonly devices: ReadonlySet<string>;
}

function unknown(what: string, name: string, known: Iterable<string>): string {
  const hint = nearest(name, [...known]);
  return `no ${what} ${name}${hint === undefined ? '' : `; did you mean ${hint}?`}`;
}

/** What of an event the register contradicts. */
function unregistered({ site, hall, devices = [] }: JobEvent, sites: ReadonlyMap<string, Known>): Fault | undefined {
  const known = sites.get(site);
  if (!known) return { key: 'site', reason: unknown('site with GPU boards', site, sites.keys()) };
  if (hall !== undefined && !known.halls.has(hall))
    return { key: 'hall', reason: unknown(`hall of ${site} with GPU boards`, hall, known.halls) };
  const stranger = devices.find((device) => !known.devices.has(device));
  if (stranger === undefined) return undefined;
  return { key: 'devices', reason: unknown(`GPU board or host of ${site}`, stranger, known.devices) };
}

function parsed(event: unknown): JobEvent | Fault {
  const result = jobEvent.safeParse(event);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const key = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path.join('.');
  return { key: key || 'event', reason: issue?.message ?? 'is wrong' };
}

async function registered(store: Parts['store']): Promise<ReadonlyMap<string, Known>> {
  const rows = await store.query(boardsStatement, { params: {}, schema: boardRow });
  return new Map(
    [...groupBy(rows, ({ site }) => site)].map(([site, boards]) => [
      site,
      {
        halls: new Set(boards.map(({ hall }) => hall)),
        devices: new Set(boards.flatMap(({ device }) => [device, device.slice(0, device.lastIndexOf('/'))])),
      },
    ]),
  );
}

function listOf(body: unknown): readonly unknown[] {
  if (!Array.isArray(body) || body.length === 0)
    throw refused({ parameter: 'body', detail: 'must be a list of events, one at least' });
  if (body.length > maxEvents)
    throw refused({
      parameter: 'body',
      detail: `has ${body.length} events, at most ${maxEvents}`,
      reason: 'too_large',
    });
  return body as unknown[];
}

/**
 * Keeps the events of a request; resolves when those that are taken are durable. A repetition of an event under its revision changes nothing.
 * Throws `QUERY_INVALID` for a body that is no list; errors as of the stream and the store, after which nothing or some of it is kept.
 */
export async function takeEvents({ store, events, clock }: Parts, body: unknown): Promise<TakenEvents> {
  const told = listOf(body);
  const sites = await registered(store);
  const taken: { index: number; event: JobEvent }[] = [];
  const faults: TakenEvents['refused'] = [];
  for (const [index, each] of told.entries()) {
    const event = parsed(each);
    const fault = 'reason' in event ? event : unregistered(event, sites);
    if (fault) faults.push({ index, ...fault });
    else taken.push({ index, event: event as JobEvent });
  }
  const now = clock.now();
  for (const [site, ofSite] of groupBy(taken, ({ event }) => event.site))
    await events.append(
      site,
      ofSite.map(({ event }) => jobRow(event, now)),
    );
  return {
    taken: taken.map(({ index, event: { event_id, revision } }) => ({ index, event_id, revision })),
    refused: faults,
  };
}

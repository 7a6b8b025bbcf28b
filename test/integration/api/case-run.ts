import { type Topic, utcDay } from '#contracts';
import type { Site } from '#register';
import { type Clock, groupBy, silentLogger } from '#runtime';
import { openRollup, publishRegister } from '#rollup';
import type { Api } from '../../../apps/api/start.ts';
import { queryShape } from '../../../apps/api/value-shapes.ts';
import { insertRows, type TestStore } from './support.ts';

type Row = Record<string, unknown>;

/** A site, and what its feeds and devices have said, by table. */
export interface Given {
  readonly site: Site;
  readonly rows: ReadonlyMap<string, readonly Row[]>;
}

const topicOf = (table: string): Topic => table.replace(/^reading_/, 'telemetry.').replace('_', '.') as Topic;

/** A block of rows is of one UTC day, as a message is. */
const dayOf = (row: Row): string =>
  `${utcDay(Number(row['first_at'] ?? row['ended_at'] ?? row['start_at'] ?? row['observed_at'] ?? 0))}`;

/** Stores what is given and rolls it up; a row that has no interval touches `span`, UTC ms. */
export async function storeGiven(
  { store }: TestStore,
  given: readonly Given[],
  { clock, span }: { readonly clock: Clock; readonly span: readonly [number, number] },
): Promise<void> {
  const all = new Map<string, Row[]>();
  for (const { site, rows } of given) {
    await publishRegister(store, site, clock);
    for (const [table, ofTable] of rows) all.set(table, [...(all.get(table) ?? []), ...ofTable]);
  }
  for (const [table, rows] of all)
    for (const ofDay of groupBy(rows, dayOf).values()) await insertRows(store, table, ofDay);
  const rollup = openRollup({ store, sites: given.map(({ site }) => site), clock, logger: silentLogger });
  for (const [table, rows] of all) {
    // What a person has imported goes into no rollup.
    if (table.startsWith('public_')) continue;
    for (const row of rows) {
      const [from, to] = [Number(row['first_at'] ?? row['started_at'] ?? span[0]), Number(row['ended_at'] ?? span[1])];
      rollup.mark(topicOf(table), String(row['site']), from, to);
    }
  }
  const { signal } = new AbortController();
  await rollup.recompute({ signal, isWhole: true });
}

/** A window, UTC ms, and the size of its buckets. */
export interface Asked {
  readonly from: number;
  readonly to: number;
  readonly grain: string;
}

const text = (ms: number): string => new Date(ms).toISOString();

/** The rows that an api answers of metrics, separated by commas, of one site. */
export async function askApi(api: Api, site: string, { metrics, from, to, grain }: Asked & { metrics: string }) {
  const path = `/v1/query?site=${site}&metrics=${metrics}&grain=${grain}&from=${text(from)}&to=${text(to)}`;
  const response = await fetch(api.url + path);
  if (response.status !== 200) throw new Error(await response.text());
  return queryShape.parse(await response.json()).rows;
}

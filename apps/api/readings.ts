import { z } from 'zod';
import { currentSchema, type DeviceClass, telemetryTopic, topics } from '#contracts';
import type { Store } from '#store';
import { cursorOf, placeOf } from './cursor.ts';

/** A position in a device's readings, newest first: end and lineage of the last one given. */
const position = z.tuple([z.int().min(0), z.int().min(0), z.int().min(0), z.int().min(0)]);

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const row = z.record(z.string(), cell);

export interface ReadingQuery {
  readonly site: string;
  readonly device: string;
  readonly class: DeviceClass;
  /** UTC ms; readings that end in `(from, to]`. */
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  readonly cursor: string | undefined;
}

export interface ReadingPage {
  readonly readings: Record<string, string | number | null>[];
  readonly next: string | null;
}

const positionColumns = ['end_ms', 'src_log', 'src_partition', 'src_offset'] as const;

function statementOf(deviceClass: DeviceClass, isContinued: boolean): string {
  const table = topics[telemetryTopic(deviceClass)].table;
  return [
    `SELECT *, toUnixTimestamp64Milli(ended_at) AS end_ms FROM ${table}`,
    'WHERE site = {site:String} AND device = {device:String}',
    "AND ended_at > fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND ended_at <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')",
    "AND toStartOfFifteenMinutes(ended_at) >= toStartOfFifteenMinutes(fromUnixTimestamp64Milli({from:Int64}, 'UTC'))",
    ...(isContinued
      ? [
          'AND (toUnixTimestamp64Milli(ended_at), src_log, src_partition, src_offset) < ({c0:Int64}, {c1:UInt16}, {c2:UInt16}, {c3:UInt64})',
        ]
      : []),
    'ORDER BY ended_at DESC, src_log DESC, src_partition DESC, src_offset DESC LIMIT {limit:UInt32}',
  ].join('\n');
}

/** Whole numbers come as text from the store; they are given as numbers while that is exact. */
function plain(value: z.output<typeof cell> | undefined, isText: boolean): string | number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return Number(value);
  if (isText || typeof value === 'number' || !/^-?\d+$/.test(value)) return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** One page of a device's readings, newest first, with every column of the table. */
export async function readReadings(store: Pick<Store, 'query'>, query: ReadingQuery): Promise<ReadingPage> {
  const after = query.cursor === undefined ? undefined : placeOf(query.cursor, position);
  const rows = await store.query(statementOf(query.class, after !== undefined), {
    params: {
      site: query.site,
      device: query.device,
      from: Math.floor(query.from),
      to: Math.floor(query.to),
      limit: query.limit + 1,
      ...(after ? { c0: after[0], c1: after[1], c2: after[2], c3: after[3] } : {}),
    },
    schema: row,
    settings: { date_time_output_format: 'iso' },
  });
  const texts = new Set(
    currentSchema(telemetryTopic(query.class))
      .columns.filter(({ kind }) => kind === 'string' || kind === 'enum')
      .map(({ name }) => name)
      .concat('site', 'collector', 'incarnation'),
  );
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const isMore = rows.length > query.limit && last !== undefined;
  return {
    readings: page.map(({ end_ms: _end, ...columns }) =>
      Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, plain(value, texts.has(name))])),
    ),
    next: isMore ? cursorOf(position.parse(positionColumns.map((name) => Number(last[name])))) : null,
  };
}

import { z } from 'zod';
import { feedError, type FeedRows, jsonOf, plainTextOf } from '../body.ts';
import { columnKey, readCsvTable } from '../csv.ts';
import { fault, numberIn, textIn, wholeIn } from '../fault.ts';
import { faultsOf } from '../instant.ts';
import { powerConventions } from './convention.ts';
import { localTimeIn, zoneClock } from './local-time.ts';
import { type FoundPrice, type PowerOptions, type PowerParser, powerRows } from './rows.ts';

const minuteMs = 60_000;

/** Rows are positional: their names are in `fields`. */
const answerSchema = z.object({
  _meta: z.object({ totalPages: z.number(), currentPage: z.number() }).partial().optional(),
  fields: z.array(z.object({ name: z.string() })).min(1),
  data: z.array(z.array(z.unknown())),
});

type Fields = ReadonlyMap<string, unknown>;

function jsonRows(
  body: Uint8Array,
  { feed, isPaged }: PowerOptions,
): FeedRows<readonly [where: string, fields: Fields]> {
  const { success, data: answer, error } = answerSchema.safeParse(jsonOf(body, feed));
  if (!success) throw feedError(feed, faultsOf(error), error);
  const names = answer.fields.map(({ name }) => columnKey(name));
  const { currentPage, totalPages } = answer._meta ?? {};
  const problems: string[] = [];
  if (!isPaged && currentPage !== undefined && totalPages !== undefined && currentPage < totalPages)
    problems.push(`feed ${feed}: page ${currentPage} of ${totalPages}, the rest was not asked for`);
  const rows = answer.data.flatMap((cells, i): (readonly [string, Fields])[] => {
    if (cells.length === names.length) return [[`row ${i}`, new Map(names.map((name, c) => [name, cells[c]]))]];
    problems.push(`feed ${feed}, row ${i}: ${cells.length} values, there are ${names.length} fields`);
    return [];
  });
  return { rows, problems };
}

function csvRows(body: Uint8Array, feed: string): FeedRows<readonly [where: string, fields: Fields]> {
  const { rows, problems } = readCsvTable(body, feed, ['deliverydate', 'settlementpointprice', 'dstflag']);
  return { rows: rows.map(({ where, cells }) => [where, cells] as const), problems };
}

function isFlagged(value: unknown): boolean {
  if (value === true || value === 'Y' || value === 'true') return true;
  if (value === false || value === 'N' || value === 'false') return false;
  throw fault('DSTFlag', `${JSON.stringify(value) ?? 'missing'} is neither yes nor no`);
}

/** `01:00` to `24:00` in day-ahead reports, 1 to 24 in real-time ones. */
function hourEnding(fields: Fields): number {
  const value = fields.get('hourending') ?? fields.get('deliveryhour');
  return wholeIn('hour', typeof value === 'string' ? value.trim().replace(/:00$/, '') : value, 1, 24);
}

/**
 * ERCOT settlement point prices: day-ahead `np4-190-cd/dam_stlmnt_pnt_prices` (DA) and real-time `np6-905-cd/spp_node_zone_hub` (SPP, 15 minutes),
 * as JSON of the Public API or as the CSV of the report. Source: ERCOT Public API specification (`pubapi-apim-api.json`, developer.ercot.com) and
 * the report descriptions NP4-190-CD and NP6-905-CD. Hours are numbered by their end in prevailing central time; the hour that autumn repeats
 * is the one with `DSTFlag`, and spring has no hour ending 3. Prices have no components.
 */
export const parseErcot: PowerParser = (body, options) => {
  const out = powerRows('ERCOT', options);
  const clock = zoneClock(powerConventions.ERCOT.zone);
  const minutes = powerConventions.ERCOT.minutes[options.product === 'DA' ? 'DA' : 'SPP'];
  const read = (fields: Fields): FoundPrice | null => {
    const node = textIn('settlementPoint', fields.get('settlementpoint') ?? fields.get('settlementpointname'));
    if (!out.wants(node)) return null;
    if (fields.has('deliveryinterval') !== (options.product === 'SPP'))
      throw fault('deliveryInterval', `does not fit the product ${options.product}`);
    const quarter = options.product === 'SPP' ? wholeIn('deliveryInterval', fields.get('deliveryinterval'), 1, 4) : 1;
    const day = localTimeIn('deliveryDate', textIn('deliveryDate', fields.get('deliverydate')));
    const local = day.add({ hours: hourEnding(fields) - 1, minutes: (quarter - 1) * minutes });
    const start = clock.flagged('deliveryHour', local, isFlagged(fields.get('dstflag')));
    const price = numberIn('settlementPointPrice', fields.get('settlementpointprice'));
    return { node, start_at: start, end_at: start + minutes * minuteMs, price };
  };
  const isJson = plainTextOf(body, options.feed).startsWith('{');
  const { rows, problems } = isJson ? jsonRows(body, options) : csvRows(body, options.feed);
  for (const [where, fields] of rows) out.add(where, () => read(fields));
  const done = out.done();
  return { rows: done.rows, problems: [...problems, ...done.problems] };
};

import { Temporal } from 'temporal-polyfill';
import { feedError, type FeedRows } from '../body.ts';
import { type CsvRow, readCsvTable } from '../csv.ts';
import { fault, numberIn, textIn } from '../fault.ts';
import type { PowerPriceRow } from '../power.ts';
import { readXml, textAt } from '../xml.ts';
import { isZip, readZip } from '../zip.ts';
import { type PowerOptions, type PowerParser, powerRows, type PowerRows } from './rows.ts';

/** Market runs by product; hour-ahead (HASP) is advisory and is not read. */
const runs: Readonly<Record<string, string | undefined>> = { DA: 'DAM', RT5: 'RTM', RT15: 'RTPD' };
/** The price and its parts are rows of their own, told apart by LMP_TYPE; MGHG, the greenhouse gas part, has no place in the normal form. */
const partOf: Readonly<Record<string, 'price' | 'energy' | 'congestion' | 'loss' | undefined>> = {
  LMP: 'price',
  MCE: 'energy',
  MCC: 'congestion',
  MCL: 'loss',
};
const ignored = 'MGHG';
/** The column of the price differs by query: PRC_LMP, PRC_INTVL_LMP, PRC_RTPD_LMP. */
const priceColumns = ['mw', 'value', 'prc'] as const;
const noData = '1000';

interface Parts {
  readonly where: string;
  readonly node: string;
  readonly start_at: number;
  readonly end_at: number;
  readonly price?: number | null;
  readonly energy?: number | null;
  readonly congestion?: number | null;
  readonly loss?: number | null;
}

function instantIn(field: string, value: string | null | undefined): number {
  try {
    return Temporal.Instant.from(textIn(field, value)).epochMilliseconds;
  } catch {
    throw fault(field, `${value ?? 'nothing'} is no instant with an offset`);
  }
}

function addPart(
  row: CsvRow,
  { out, parts, options }: { out: PowerRows; parts: Map<string, Parts>; options: PowerOptions },
): void {
  const { where, cells } = row;
  const node = textIn('NODE', cells.get('node') ?? cells.get('nodeid'));
  if (!out.wants(node)) return;
  const run = textIn('MARKET_RUN_ID', cells.get('marketrunid'));
  if (run !== runs[options.product])
    throw fault('MARKET_RUN_ID', `${run} is not the run of the product ${options.product}`);
  const type = textIn('LMP_TYPE', cells.get('lmptype'));
  if (type === ignored) return;
  const part = partOf[type];
  if (!part) throw fault('LMP_TYPE', `${type} is not known`);
  const start_at = instantIn('INTERVALSTARTTIME_GMT', cells.get('intervalstarttimegmt'));
  const end_at = instantIn('INTERVALENDTIME_GMT', cells.get('intervalendtimegmt'));
  const column = priceColumns.find((name) => cells.has(name));
  if (!column) throw fault('MW', 'the answer has no column of prices');
  const value = numberIn(type, cells.get(column));
  const key = `${node} ${start_at} ${end_at}`;
  const before = parts.get(key) ?? { where, node, start_at, end_at };
  if (before[part] !== undefined && before[part] !== value)
    throw fault(type, 'differs from an earlier row for the same interval and is left out');
  parts.set(key, { ...before, [part]: value });
}

function csvRows(body: Uint8Array, options: PowerOptions): FeedRows<PowerPriceRow> {
  const out = powerRows('CAISO', options);
  const table = readCsvTable(body, options.feed, [
    'intervalstarttimegmt',
    'intervalendtimegmt',
    'marketrunid',
    'lmptype',
  ]);
  const parts = new Map<string, Parts>();
  for (const row of table.rows) {
    out.add(row.where, () => {
      addPart(row, { out, parts, options });
      return null;
    });
  }
  for (const { where, price, ...rest } of parts.values()) {
    out.add(where, () => {
      if (price === undefined) throw fault('LMP_TYPE', 'there are components, but no price (LMP)');
      return { ...rest, price };
    });
  }
  const { rows, problems } = out.done();
  return { rows, problems: [...table.problems, ...problems] };
}

/** OASIS reports errors as XML in the archive; that there is no data (yet) is none. */
function errorRows(body: Uint8Array, feed: string): FeedRows<PowerPriceRow> {
  const stack = [readXml(body, feed)];
  for (let element = stack.pop(); element; element = stack.pop()) {
    const code = textAt(element, 'ERR_CODE');
    if (code === noData) return { rows: [], problems: [`feed ${feed}: ${textAt(element, 'ERR_DESC') ?? 'no data'}`] };
    if (code !== null) throw feedError(feed, `error ${code}: ${textAt(element, 'ERR_DESC') ?? ''}`);
    stack.push(...element.children);
  }
  throw feedError(feed, 'the archive has XML; ask for CSV (resultformat=6)');
}

/**
 * CAISO OASIS locational marginal prices: `PRC_LMP` (DA), `PRC_RTPD_LMP` (RT15) and `PRC_INTVL_LMP` (RT5), `resultformat=6`: a ZIP of CSV, or its CSV.
 * Source: CAISO Interface Specification for OASIS (market run and LMP type codes; columns `INTERVALSTARTTIME_GMT, INTERVALENDTIME_GMT, NODE, MARKET_RUN_ID, LMP_TYPE`
 * and `MW`, `VALUE` or `PRC`). Where a node has a greenhouse gas part the components do not sum to the price and are left out.
 */
export const parseCaiso: PowerParser = (body, options) => {
  if (!isZip(body)) return csvRows(body, options);
  const files = readZip(body, options.feed);
  const results = files.map((file) =>
    /\.xml$/i.test(file.name) ? errorRows(file.body, options.feed) : csvRows(file.body, options),
  );
  return { rows: results.flatMap(({ rows }) => rows), problems: results.flatMap(({ problems }) => problems) };
};

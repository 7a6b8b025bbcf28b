import { feedError, type FeedRows } from '../body.ts';
import { type CsvTable, readCsvTable } from '../csv.ts';
import { numberIn, textIn } from '../fault.ts';
import type { PowerPriceRow } from '../power.ts';
import { powerConventions } from './convention.ts';
import { localTimeIn, zoneClock } from './local-time.ts';
import { type PowerOptions, type PowerParser, powerRows, remainder } from './rows.ts';

const minuteMs = 60_000;
const wanted = ['timestamp', 'name', 'lbmp', 'marginalcostlosses', 'marginalcostcongestion'] as const;
/** Old files write the last title as `$/MWH"`. */
const perMwh = /\(\$\/MWH/i;

function checkUnits({ titles }: CsvTable, feed: string): void {
  for (const key of wanted.slice(2)) {
    const title = titles.get(key) ?? '';
    if (!perMwh.test(title)) throw feedError(feed, `the unit of the column ${title} is not $/MWHr`);
  }
}

/** Real-time stamps end their interval. Dispatch also runs off schedule, so that an interval begins where the one before it ended, 5 minutes ago at most. */
const startOf = (end: number, last: number | null, lengthMs: number): number =>
  last !== null && last > end - lengthMs && last < end ? last : end - lengthMs;

/**
 * NYISO locational based marginal prices: the files `damlbmp_zone` and `damlbmp_gen` (DA, stamps begin the hour) and `realtime_zone` and `realtime_gen`
 * (RT5, stamps end the interval), with the columns `Time Stamp, Name, PTID, LBMP ($/MWHr), Marginal Cost Losses ($/MWHr), Marginal Cost Congestion ($/MWHr)`.
 * Source: NYISO public MIS archive (mis.nyiso.com/public: P-2A, P-2B, P-24A, P-24B) and gridstatus `nyiso.py`, LBMP = energy + losses − congestion:
 * congestion is published with the other sign and is turned here. A node is a name. Stamps are prevailing eastern time without a zone:
 * in the hour that autumn repeats, the order of a node's rows tells the first from the second.
 */
export const parseNyiso: PowerParser = (body, options: PowerOptions): FeedRows<PowerPriceRow> => {
  const out = powerRows('NYISO', options);
  const table = readCsvTable(body, options.feed, wanted);
  checkUnits(table, options.feed);
  const clock = zoneClock(powerConventions.NYISO.zone);
  const isDayAhead = options.product === 'DA';
  const lengthMs = powerConventions.NYISO.minutes[isDayAhead ? 'DA' : 'RT5'] * minuteMs;
  const lastOf = new Map<string, number>();
  for (const { where, cells } of table.rows) {
    out.add(where, () => {
      const node = textIn('Name', cells.get('name'));
      if (!out.wants(node)) return null;
      const local = localTimeIn('Time Stamp', textIn('Time Stamp', cells.get('timestamp')));
      const last = lastOf.get(node) ?? null;
      const at = clock.ordered('Time Stamp', local, last, options.knownAt);
      const price = numberIn('LBMP', cells.get('lbmp'));
      const loss = numberIn('Marginal Cost Losses', cells.get('marginalcostlosses'));
      const published = numberIn('Marginal Cost Congestion', cells.get('marginalcostcongestion'));
      const congestion = published === null ? null : 0 - published;
      lastOf.set(node, at);
      const start = isDayAhead ? at : startOf(at, last, lengthMs);
      const end = isDayAhead ? at + lengthMs : at;
      return {
        node,
        start_at: start,
        end_at: end,
        price,
        energy: remainder(price, loss, congestion),
        congestion,
        loss,
      };
    });
  }
  const { rows, problems } = out.done();
  return { rows, problems: [...table.problems, ...problems] };
};

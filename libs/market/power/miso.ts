import { z } from 'zod';
import { feedError, type FeedRows, jsonOf, plainTextOf } from '../body.ts';
import { readCsvTable } from '../csv.ts';
import { fault, numberIn, textIn } from '../fault.ts';
import { faultsOf } from '../instant.ts';
import type { PowerPriceRow } from '../power.ts';
import { powerConventions } from './convention.ts';
import { localTimeIn, zoneClock } from './local-time.ts';
import { type FoundPrice, type PowerOptions, type PowerParser, powerRows, remainder } from './rows.ts';

const hourMs = 3_600_000;
const hoursPerDay = 24;
const { zone } = powerConventions.MISO;

const answerSchema = z.object({
  data: z.array(z.record(z.string(), z.unknown())),
  page: z.object({ lastPage: z.boolean() }).optional(),
});
const spanSchema = z.object({ start: z.string(), end: z.string() });

function jsonPrices(body: Uint8Array, options: PowerOptions): FeedRows<PowerPriceRow> {
  const out = powerRows('MISO', options);
  const clock = zoneClock(zone);
  const { success, data: answer, error } = answerSchema.safeParse(jsonOf(body, options.feed));
  if (!success) throw feedError(options.feed, faultsOf(error), error);
  if (answer.page?.lastPage === false && !options.isPaged)
    out.note('this is not the last page, the rest was not asked for');
  const read = (row: Record<string, unknown>): FoundPrice | null => {
    const node = textIn('node', row.node);
    if (!out.wants(node)) return null;
    const span = spanSchema.safeParse(row.timeInterval);
    if (!span.success) throw fault('timeInterval', faultsOf(span.error));
    return {
      node,
      start_at: clock.flagged('start', localTimeIn('start', span.data.start), false),
      end_at: clock.flagged('end', localTimeIn('end', span.data.end), false),
      price: numberIn('lmp', row.lmp),
      energy: numberIn('mec', row.mec),
      congestion: numberIn('mcc', row.mcc),
      loss: numberIn('mlc', row.mlc),
    };
  };
  for (const [i, row] of answer.data.entries()) out.add(`row ${i}`, () => read(row));
  return out.done();
}

const parts = { LMP: 'price', MCC: 'congestion', MLC: 'loss' } as const;
type Part = (typeof parts)[keyof typeof parts];
type Day = { readonly [part in Part]?: readonly (number | null)[] };

/** The day of a report, from the lines above its table: `Day Ahead Market ExPost LMPs`, the date, and that hours end in EST. */
function dayOf(preamble: readonly { readonly cells: readonly string[] }[], feed: string): number {
  const lines = preamble.map(({ cells }) => cells.join(' ').trim());
  if (!lines.some((line) => /^day ahead market expost lmps/i.test(line)))
    throw feedError(feed, 'the report is not that of day-ahead ex-post LMPs');
  if (!lines.some((line) => /hours-ending are eastern standard time/i.test(line)))
    throw feedError(feed, 'the report does not say that its hours end in Eastern Standard Time');
  const date = lines.find((line) => /^\d\d?\/\d\d?\/\d{4}$/.test(line));
  if (date === undefined) throw feedError(feed, 'the report does not say its day');
  return zoneClock(zone).flagged('date', localTimeIn('date', date), false);
}

function csvPrices(body: Uint8Array, options: PowerOptions): FeedRows<PowerPriceRow> {
  const out = powerRows('MISO', options);
  if (options.product !== 'DA')
    throw feedError(options.feed, 'of the reports only day-ahead ones are read; ask the API for RT5');
  const table = readCsvTable(body, options.feed, ['node', 'value', 'he1', 'he24']);
  const day = dayOf(table.preamble, options.feed);
  const hours = Array.from({ length: hoursPerDay }, (_, i) => i);
  const days = new Map<string, Day & { readonly where: string }>();
  for (const { where, cells } of table.rows) {
    out.add(where, () => {
      const node = textIn('Node', cells.get('node'));
      if (!out.wants(node)) return null;
      const value = textIn('Value', cells.get('value'));
      if (!(value in parts)) throw fault('Value', `${value} is not known`);
      const part = parts[value as keyof typeof parts];
      const before = days.get(node) ?? { where };
      if (before[part]) throw fault('Value', `a second ${value} of ${node} is left out`);
      days.set(node, { ...before, [part]: hours.map((i) => numberIn(`HE ${i + 1}`, cells.get(`he${i + 1}`))) });
      return null;
    });
  }
  for (const [node, { where, price, congestion, loss }] of days) {
    for (const i of hours) {
      out.add(where, () => {
        if (!price) throw fault('Value', `${node} has components, but no LMP`);
        const [total = null, mcc = null, mlc = null] = [price[i], congestion?.[i], loss?.[i]];
        const start = day + i * hourMs;
        const energy = remainder(total, mcc, mlc);
        return { node, start_at: start, end_at: start + hourMs, price: total, energy, congestion: mcc, loss: mlc };
      });
    }
  }
  const { rows, problems } = out.done();
  return { rows, problems: [...table.problems, ...problems] };
}

/**
 * MISO ex-post locational marginal prices: the Pricing API's `day-ahead/{date}/lmp-expost` (DA) and `real-time/{date}/lmp-expost` at 5 minutes (RT5) in JSON,
 * or the market report `*_da_expost_lmp.csv` (DA), which tells energy by what is left of the price. Source: MISO Data Exchange Pricing API v1
 * (apim.misoenergy.org/pricing/v1: `data[].{node, timeInterval.{start,end}, lmp, mcc, mec, mlc}`) and the market report's own header.
 * All times are Eastern Standard Time, also in summer. Whether real-time prices are final is in the request (`preliminaryFinal`): pass it as `status`.
 */
export const parseMiso: PowerParser = (body, options) =>
  plainTextOf(body, options.feed).startsWith('{') ? jsonPrices(body, options) : csvPrices(body, options);

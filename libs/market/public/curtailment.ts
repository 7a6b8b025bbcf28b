import { type FeedRows, feedError } from '../body.ts';
import { fault, textIn } from '../fault.ts';
import { gatherRows } from '../rows.ts';
import type { PublicFigure } from './figure.ts';
import { amountIn, dayIn, readTitled } from './titled.ts';

const columns = {
  needed: {
    zone: ['Zone', 'Load zone', 'Region', 'Area', 'Balancing area'],
    day: ['Date', 'Day', 'Trading day', 'Operating day', 'Interval date'],
  },
  optional: {
    hour: ['Hour', 'Hour ending', 'HE'],
    interval: ['Interval'],
    whole: ['Curtailment (MWh)', 'Curtailed (MWh)', 'Curtailed energy (MWh)', 'Total curtailment (MWh)'],
    wind: ['Wind curtailment (MWh)', 'Wind curtailed (MWh)', 'Wind (MWh)'],
    sun: ['Solar curtailment (MWh)', 'Solar curtailed (MWh)', 'Solar (MWh)'],
  },
} as const;

/**
 * What an ISO curtailed of wind and sun, MWh by zone and day: the total, or both by themselves; hours and intervals of a day are added up. What is not told in MWh
 * is not taken for it. Throws `FEED_ANSWER`.
 */
export function parseCurtailment(body: Uint8Array, file: string): FeedRows<PublicFigure> {
  const table = readTitled(body, file, columns);
  const told = (['whole', 'wind', 'sun'] as const).filter((name) => table.title(name) !== undefined);
  const counted = told.includes('whole') ? (['whole'] as const) : told;
  if (counted.length === 0) throw feedError(file, `the table has no column ${columns.optional.whole.join(' or ')}`);
  const out = gatherRows<PublicFigure>(file, ({ subject, at, tags }) => [subject, at, ...tags].join('\0'));
  for (const row of table.rows) {
    out.add(row.where, () => {
      const at = dayIn('Date', row.cell('day'));
      if (at === null) throw fault('Date', 'missing');
      const amounts = counted.map((name) => amountIn(table.title(name) ?? name, row.cell(name)));
      const known = amounts.filter((amount) => amount !== null);
      if (known.length === 0) return null;
      const subject = textIn('Zone', row.cell('zone'));
      const value = known.reduce((sum, amount) => sum + amount, 0);
      const tags = [row.cell('hour') ?? '', row.cell('interval') ?? ''];
      return { part: subject, subject, quantity: 'curtailed_mwh', at, value, low: null, high: null, tags };
    });
  }
  const { rows, problems } = out.done();
  const days = new Map<string, PublicFigure>();
  for (const row of rows) {
    const key = [row.subject, row.at].join('\0');
    days.set(key, { ...row, tags: [], value: row.value + (days.get(key)?.value ?? 0) });
  }
  return { rows: [...days.values()], problems: [...table.problems, ...problems] };
}

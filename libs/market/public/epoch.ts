import { type FeedRows, feedError } from '../body.ts';
import { fault, textIn } from '../fault.ts';
import { gatherRows } from '../rows.ts';
import type { PublicFigure } from './figure.ts';
import { amountIn, dayIn, readTitled, type TitledRow } from './titled.ts';

const keyOf = ({ part, subject, at }: PublicFigure): string => [part, subject, at].join('\0');

/**
 * Epoch AI's tables of models: training compute, FLOP, by day of publication; a model with a criterion of notability is tagged `notable`. Models without
 * a day or without compute are passed over. Throws `FEED_ANSWER`.
 */
export function parseEpochModels(body: Uint8Array, file: string): FeedRows<PublicFigure> {
  const table = readTitled(body, file, {
    needed: {
      model: ['Model', 'System'],
      day: ['Publication date'],
      flop: ['Training compute (FLOP)', 'Training compute'],
    },
    optional: { notable: ['Notability criteria'], frontier: ['Frontier model'] },
  });
  const out = gatherRows<PublicFigure>(file, keyOf);
  for (const row of table.rows) {
    out.add(row.where, () => {
      const [at, value] = [dayIn('Publication date', row.cell('day')), amountIn('Training compute', row.cell('flop'))];
      if (at === null || value === null || value === 0) return null;
      const tags = [
        ...(row.cell('notable') === null ? [] : ['notable']),
        ...(/^(true|yes|checked)$/i.test(row.cell('frontier') ?? '') ? ['frontier'] : []),
      ];
      const subject = textIn('Model', row.cell('model'));
      return { part: '', subject, quantity: 'training_flop', at, value, low: null, high: null, tags };
    });
  }
  const { rows, problems } = out.done();
  return { rows, problems: [...table.problems, ...problems] };
}

const ofStock = {
  needed: {
    end: ['End date'],
    median: ['Compute estimate in H100e (median)', 'H100e compute power (median)'],
  },
  optional: {
    maker: ['Chip manufacturer'],
    owner: ['Owner'],
    chip: ['Chip type'],
    low: ['Compute estimate in H100e (5th percentile)', 'H100e (5th percentile)'],
    high: ['Compute estimate in H100e (95th percentile)', 'H100e (95th percentile)'],
    incomplete: ['Incomplete'],
  },
} as const;

type StockRow = TitledRow<keyof typeof ofStock.needed | keyof typeof ofStock.optional>;

/** The stock of one row: H100 equivalents at the end of a quarter; null of a quarter that is not complete, or of which nothing is estimated. */
function stockOf(row: StockRow): Pick<PublicFigure, 'quantity' | 'at' | 'value' | 'low' | 'high' | 'tags'> | null {
  if (row.cell('incomplete') !== null) return null;
  const [at, value] = [dayIn('End date', row.cell('end')), amountIn('H100e (median)', row.cell('median'))];
  if (at === null) throw fault('End date', 'missing');
  if (value === null) return null;
  const low = amountIn('H100e (5th percentile)', row.cell('low'));
  const high = amountIn('H100e (95th percentile)', row.cell('high'));
  if ((low ?? value) > value || (high ?? value) < value)
    throw fault('H100e', `${low}, ${value} and ${high} are not in order`);
  return { quantity: 'h100e', at, value, low, high, tags: [] };
}

/**
 * Epoch AI's cumulative totals of one or several makers of chips: H100 equivalents at the end of each quarter. The order of the columns differs between
 * these tables. Quarters marked incomplete are passed over. Throws `FEED_ANSWER`, also for a table by type of chip.
 */
export function parseEpochChips(body: Uint8Array, file: string): FeedRows<PublicFigure> {
  const table = readTitled(body, file, ofStock);
  if (table.title('maker') === undefined) throw feedError(file, 'the table has no column Chip manufacturer');
  if (table.title('chip') !== undefined) throw feedError(file, 'the table is by type of chip: import the totals');
  const out = gatherRows<PublicFigure>(file, keyOf);
  for (const row of table.rows) {
    out.add(row.where, () => {
      const maker = textIn('Chip manufacturer', row.cell('maker'));
      const stock = stockOf(row);
      return stock && { part: maker, subject: maker, ...stock };
    });
  }
  const { rows, problems } = out.done();
  return { rows, problems: [...table.problems, ...problems] };
}

/**
 * Epoch AI's cumulative table of owners: H100 equivalents by owner at the end of each quarter, all makers and types of chips together. Medians are added
 * up, percentiles are not. Throws `FEED_ANSWER`.
 */
export function parseEpochOwnership(body: Uint8Array, file: string): FeedRows<PublicFigure> {
  const table = readTitled(body, file, ofStock);
  if (table.title('owner') === undefined) throw feedError(file, 'the table has no column Owner');
  const out = gatherRows<PublicFigure>(file, ({ subject, at, tags }) => [subject, at, ...tags].join('\0'));
  for (const row of table.rows) {
    out.add(row.where, () => {
      const subject = textIn('Owner', row.cell('owner'));
      const stock = stockOf(row);
      const tags = [row.cell('maker') ?? '', row.cell('chip') ?? ''];
      return stock && { part: '', subject, ...stock, low: null, high: null, tags };
    });
  }
  const { rows, problems } = out.done();
  const sums = new Map<string, PublicFigure>();
  for (const row of rows) {
    const key = keyOf(row);
    sums.set(key, { ...row, tags: [], value: row.value + (sums.get(key)?.value ?? 0) });
  }
  return { rows: [...sums.values()], problems: [...table.problems, ...problems] };
}

import type { FeedRows } from '../body.ts';
import { parseCbeci } from '../cbeci.ts';
import { fault, textIn } from '../fault.ts';
import { gatherRows } from '../rows.ts';
import { parseCurtailment } from './curtailment.ts';
import { parseEpochChips, parseEpochModels, parseEpochOwnership } from './epoch.ts';
import type { PublicFigure } from './figure.ts';
import { amountIn, dayIn, readTitled } from './titled.ts';

export type { PublicFigure } from './figure.ts';

const scales: readonly (readonly [word: RegExp, scale: number])[] = [
  [/billion|\bbn\b/i, 1e9],
  [/million|\bmn?\b/i, 1e6],
  [/thousand/i, 1e3],
];

/** What a figure in a column is in dollars, by the words of its title. */
const scaleOf = (title: string): number => scales.find(([word]) => word.test(title))?.[1] ?? 1;

/**
 * Quarterly revenue of vendors of chips: a column of the vendor, of the end of the quarter, and of the revenue of data centres, whose title says whether
 * it is in dollars, millions or billions. Throws `FEED_ANSWER`.
 */
function parseVendorRevenue(body: Uint8Array, file: string): FeedRows<PublicFigure> {
  const amounts = ['', ' (USD)', ' (USD millions)', ' (USD billions)', ' (millions)', ' (billions)', ' ($ billions)'];
  const revenue = ['Data center revenue', 'Data centre revenue', 'Revenue'].flatMap((title) =>
    amounts.map((amount) => `${title}${amount}`),
  );
  const table = readTitled(body, file, {
    needed: {
      vendor: ['Vendor', 'Company', 'Chip manufacturer'],
      end: ['End date', 'Quarter end', 'Date'],
      revenue: revenue as [string, ...string[]],
    },
  });
  const scale = scaleOf(table.title('revenue') ?? '');
  const out = gatherRows<PublicFigure>(file, ({ subject, at }) => `${subject}\0${at}`);
  for (const row of table.rows) {
    out.add(row.where, () => {
      const [at, value] = [dayIn('End date', row.cell('end')), amountIn('Revenue', row.cell('revenue'))];
      if (at === null) throw fault('End date', 'missing');
      if (value === null) return null;
      const subject = textIn('Vendor', row.cell('vendor'));
      const figure = { quantity: 'revenue_usd' as const, at, value: value * scale, low: null, high: null, tags: [] };
      return { part: subject, subject, ...figure };
    });
  }
  const { rows, problems } = out.done();
  return { rows, problems: [...table.problems, ...problems] };
}

/** The power of the Bitcoin network by day, GW: best guess, with the least and the most that is possible. */
function parseNetworkPower(body: Uint8Array, file: string): FeedRows<PublicFigure> {
  const { rows, problems } = parseCbeci(body, { feed: file, knownAt: 0 });
  return {
    rows: rows.flatMap(({ at, min_gw: low, guess_gw: value, max_gw: high }): PublicFigure[] =>
      value === null ? [] : [{ part: '', subject: 'bitcoin', quantity: 'power_gw', at, value, low, high, tags: [] }],
    ),
    problems,
  };
}

/** Public tables that can be imported, each with its reader: bytes and the name of the file in, figures out; a bad row loses only itself. */
export const publicDatasets = {
  'epoch-models': parseEpochModels,
  'epoch-chips': parseEpochChips,
  'epoch-ownership': parseEpochOwnership,
  'vendor-revenue': parseVendorRevenue,
  cbeci: parseNetworkPower,
  'iso-curtailment': parseCurtailment,
} as const satisfies Readonly<Record<string, (body: Uint8Array, file: string) => FeedRows<PublicFigure>>>;

export type PublicDataset = keyof typeof publicDatasets;

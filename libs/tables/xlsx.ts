import writeXlsx, { type Cell as XlsxCell, type Sheet } from 'write-excel-file/node';
import { cellsOf, type ColumnType, columnsOf, type Document, type Table } from './table.ts';
import { withoutTimes } from './zip-times.ts';

const dayMs = 86_400_000;
/** The day that a spreadsheet counts as 25569 is the first of 1970. */
const epochDay = 25_569;
/** Distance between neighbouring doubles where the days of our time are. */
const nextDouble = 2 ** -37;

/** Days of a spreadsheet, never less than meant: a reader that cuts instead of rounding would see the millisecond before. */
function serialOf(ms: number): number {
  const serial = ms / dayMs + epochDay;
  return (serial - epochDay) * dayMs < ms ? serial + nextDouble : serial;
}

/** XML has no way to write these, so a file with one in it could not be opened. */
// oxlint-disable-next-line no-control-regex -- They are what must not get in.
const unwritable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/** Every text is typed as one: `=1+1` stays what it is. A date has no zone in a spreadsheet, so its format says that it is UTC. */
function cellOf(type: ColumnType, value: string | number | boolean | null): XlsxCell {
  if (value === null) return null;
  if (typeof value === 'string') return { type: String, value: value.replaceAll(unwritable, '\uFFFD') };
  if (typeof value === 'boolean') return { type: Boolean, value };
  if (type !== 'instant') return { type: Number, value };
  return { type: Number, value: serialOf(value), format: 'yyyy-mm-dd hh:mm:ss"Z"' };
}

const widths: Readonly<Record<ColumnType, number>> = { text: 18, instant: 22, number: 14, count: 9, flag: 9 };

function sheetOf({ name, columns, rows }: Table): Sheet<Buffer> {
  const cells = columns.map((column) => cellsOf(column, rows).map((cell) => cellOf(column.type, cell)));
  return {
    sheet: name,
    stickyRowsCount: 1,
    columns: columns.map(({ type }) => ({ width: widths[type] })),
    data: [
      columns.map((column) => ({ type: String, value: column.name, fontWeight: 'bold' })),
      ...rows.map((_, row) => cells.map((column) => column[row] ?? null)),
    ],
  };
}

/** Tables as the sheets of a workbook; the same tables have the same bytes whenever they are written. */
export const workbookOf = async (tables: readonly Table[]): Promise<Buffer> =>
  withoutTimes(await writeXlsx(tables.map(sheetOf)).toBuffer());

/** What goes along with a table, as a table of its own. */
export const aboutTable = (about: Readonly<Record<string, string>>): Table => ({
  name: 'about',
  columns: columnsOf({ key: ['text'], value: ['text'] }),
  rows: Object.entries(about).map(([key, value]) => ({ key, value })),
});

/** A document as a workbook: the rows, what their metrics are, what was asked. */
export const xlsxOf = ({ table, definitions, about }: Document): Promise<Buffer> =>
  workbookOf([table, definitions, aboutTable(about)]);

import { type ColumnsOf, columnsOf, type Document } from '#tables';
import type { TableDocument } from './table.ts';

const columns = columnsOf({
  section: ['text'],
  label: ['text'],
  metric: ['text'],
  site: ['text'],
  month: ['text'],
  value: ['number', 'as column unit'],
  prior_month: ['number', 'as column unit'],
  mom_percent: ['number', '%'],
  prior_year: ['number', 'as column unit'],
  yoy_percent: ['number', '%'],
  unit: ['text'],
  coverage: ['number', '1'],
  quality: ['text'],
  reason: ['text'],
  note: ['count'],
} satisfies ColumnsOf<TableDocument['rows'][number] & { month: string }>);

const noteColumns = columnsOf({
  number: ['count'],
  metric: ['text'],
  unit: ['text'],
  text: ['text'],
} satisfies ColumnsOf<TableDocument['notes'][number]>);

/** A table as what any format of file is made from; its footnotes are the definitions. */
export function tableFile({ rows, notes, table, month, ...about }: TableDocument): Document {
  const { title, prior_month, prior_year, as_of, provisional, partial } = about;
  const told = { table, title, month, prior_month, prior_year, as_of };
  return {
    table: { name: 'table', columns, rows: rows.map((row) => ({ ...row, month })) },
    definitions: { name: 'definitions', columns: noteColumns, rows: notes },
    about: Object.fromEntries(
      Object.entries({ ...told, provisional: JSON.stringify(provisional), partial: JSON.stringify(partial) }).map(
        ([key, value]) => [`coload.${key}`, value],
      ),
    ),
  };
}

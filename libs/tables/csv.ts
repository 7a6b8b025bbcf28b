import { csvOf } from '#runtime';
import type { Table } from './table.ts';

/** A table as CSV: ISO 8601 UTC, the unit in a column of its own. */
export const tableCsv = ({ columns, rows }: Table): string =>
  csvOf(
    columns.map(({ name }) => name),
    rows,
  );

import { arrowOf } from './arrow.ts';
import { tableCsv } from './csv.ts';
import { parquetOf } from './parquet.ts';
import type { Document } from './table.ts';
import { xlsxOf } from './xlsx.ts';

interface FileFormat {
  readonly media: string;
  /** More take too long to write: others would wait for it. */
  readonly maxRows?: number;
  readonly write: (document: Document) => string | Buffer | Promise<Buffer>;
}

const files = {
  csv: { media: 'text/csv; charset=utf-8; header=present', write: ({ table }) => tableCsv(table) },
  parquet: { media: 'application/vnd.apache.parquet', write: parquetOf },
  arrow: { media: 'application/vnd.apache.arrow.stream', write: arrowOf },
  xlsx: { media: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', write: xlsxOf, maxRows: 20_000 },
} as const satisfies Readonly<Record<string, FileFormat>>;

export type FileFormatName = keyof typeof files;

export const fileFormatNames = Object.keys(files) as FileFormatName[];

/** Their media types, without parameters. */
export const fileMedia: readonly string[] = Object.values(files).map(({ media }) => media.replace(/;.*/, ''));

export const fileFormat = (name: FileFormatName): FileFormat => files[name];

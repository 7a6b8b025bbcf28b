import type { Readable } from 'node:stream';
import type { ClickHouseSettings } from '@clickhouse/client';
import type { z } from 'zod';

export interface StoreOptions {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** `coload` unless given; `migrate` creates it. */
  readonly database?: string;
  /** How long the store may be silent, and how long a statement may run. */
  readonly requestTimeoutMs?: number;
}

/** Values for `{name:Type}` in a statement; never part of its text. */
export type Params = Readonly<Record<string, unknown>>;

export interface StatementOptions {
  readonly params?: Params;
  readonly settings?: ClickHouseSettings;
  /** Aborting cancels the statement in the store. */
  readonly signal?: AbortSignal;
}

export interface QueryOptions<Row extends z.ZodType> extends StatementOptions {
  readonly schema: Row;
}

/** A result by the names of its columns, which are of one length; of no rows there may be no columns. */
export type Columns = Readonly<Record<string, readonly unknown[]>>;

export interface Block {
  /** `INSERT INTO t (…) FORMAT Native`, or with `SELECT … FROM input('…') … FORMAT Native`. */
  readonly statement: string;
  /** Rows in the statement's format; pieces follow one another. */
  readonly body: Uint8Array | readonly Uint8Array[];
  readonly params?: Params;
  readonly settings?: ClickHouseSettings;
  readonly signal?: AbortSignal;
}

/**
 * The one way to ClickHouse, a real server or the embedded one. Failures are `PipelineError`s: STORE_UNAVAILABLE (may be repeated),
 * STORE_UNKNOWN (a write that may have happened), STORE_REFUSED (fails again), with `clickhouseCode` and `remedy` in `details`.
 */
export interface Store {
  readonly database: string;
  /** All rows. 64-bit integers come as text (see `integer`), instants as ISO 8601 in UTC (see `instant`), NaN as null. */
  query<Row extends z.ZodType>(sql: string, options: QueryOptions<Row>): Promise<z.output<Row>[]>;
  /** All rows column by column, values as of `query`: of many rows a fraction of the garbage. */
  queryColumns(sql: string, options: StatementOptions): Promise<Columns>;
  /** The rows in pieces, at the reader's pace; leaving the loop cancels the query. */
  queryStream<Row extends z.ZodType>(sql: string, options: QueryOptions<Row>): AsyncIterable<z.output<Row>[]>;
  /** The result as bytes of any of ClickHouse's formats; the stream fails when the result is not whole. */
  download(sql: string, options: StatementOptions & { format: string }): Promise<Readable>;
  command(sql: string, options?: StatementOptions): Promise<void>;
  /** Inserts a block as one part: at most 500 000 rows and 256 MiB, all of one partition. */
  insertBlock(block: Block): Promise<void>;
  /** Creates the database; everything else needs it. */
  createDatabase(options?: { onCluster?: string }): Promise<void>;
  /** Resolves when the store answers a query; rejects with what is wrong. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

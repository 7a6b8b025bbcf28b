import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { ClickHouseSettings } from '@clickhouse/client';
import { type Connection, withOptions } from './connection.ts';
import type { Store } from './store.ts';

/** One INSERT makes one part, before it is acknowledged; rows of two partitions are refused. */
const blockSettings: ClickHouseSettings = {
  async_insert: 0,
  max_insert_threads: '1',
  max_partitions_per_insert_block: '1',
  max_insert_block_size: '1048576',
  min_insert_block_size_rows: '1048576',
  min_insert_block_size_bytes: String(512 * 1024 * 1024),
  input_format_parallel_parsing: 0,
};

const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

type Writes = Pick<Store, 'command' | 'insertBlock'>;

/** What changes the store: its outcome is unknown when no answer comes. */
export function createWrites({ client, limits, attempt }: Connection): Writes {
  return {
    command: (sql, given = {}) =>
      attempt('write', given.signal, async () => {
        await client.command({ query: sql, ...withOptions(given, { ...limits, ...given.settings }) });
      }),
    insertBlock: ({ statement, body, ...given }) =>
      attempt('write', given.signal, async () => {
        const settings = { ...blockSettings, ...limits, ...given.settings };
        const pieces = body instanceof Uint8Array ? [body] : body;
        const values = Readable.from(pieces.filter(({ length }) => length > 0).map(bufferOf), { objectMode: false });
        const { stream } = await client.exec({ query: statement, values, ...withOptions(given, settings) });
        stream.resume();
        await finished(stream);
      }),
  };
}

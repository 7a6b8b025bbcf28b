import { pipeline, type Readable } from 'node:stream';
import type { ClickHouseSettings, Row as ClientRow } from '@clickhouse/client';
import { z } from 'zod';
import { type Connection, withOptions } from './connection.ts';
import { withoutException } from './download.ts';
import type { QueryOptions, StatementOptions, Store } from './store.ts';

const cancels: ClickHouseSettings = { cancel_http_readonly_queries_on_client_close: 1 };

const rowSettings: ClickHouseSettings = {
  ...cancels,
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 1,
  output_format_json_quote_denormals: 0,
  date_time_output_format: 'iso',
};

type Reads = Pick<Store, 'query' | 'queryColumns' | 'queryStream' | 'download' | 'ping'>;

const columns = z.object({ data: z.record(z.string(), z.custom<unknown[]>(Array.isArray)) });

/** What only asks: repeating it harms nobody. */
export function createReads({ client, limits, attempt }: Connection): Reads {
  const asked = (sql: string, given: StatementOptions) => ({
    query: sql,
    ...withOptions(given, { ...rowSettings, ...limits, ...given.settings }),
  });
  const select = (sql: string, given: StatementOptions) =>
    client.query({ ...asked(sql, given), format: 'JSONEachRow' as const });

  async function* stream<Row extends z.ZodType>(
    sql: string,
    given: QueryOptions<Row>,
  ): AsyncGenerator<z.output<Row>[]> {
    const { signal, schema } = given;
    const result = await attempt('read', signal, () => select(sql, given));
    const pieces: AsyncIterator<ClientRow[]> = result.stream()[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { done, value } = await attempt('read', signal, () => pieces.next());
        if (done) return;
        yield value.map((row) => schema.parse(row.json()));
      }
    } finally {
      result.close();
    }
  }

  async function download(sql: string, given: StatementOptions & { format: string }): Promise<Readable> {
    const settings = { ...cancels, ...limits, ...given.settings };
    const query = `${sql}\nFORMAT ${given.format}`;
    const result = await client.exec({ query, ...withOptions(given, settings) });
    const tag = result.response_headers['x-clickhouse-exception-tag']?.toString();
    if (tag === undefined) return result.stream;
    // Whoever reads the stream is told of its failure by the stream.
    return pipeline(result.stream, withoutException(tag), () => undefined);
  }

  return {
    queryStream: stream,
    query: async (sql, given) => {
      const rows = await attempt('read', given.signal, async () => (await select(sql, given)).json<unknown>());
      // A row of another shape than we expect is our fault, not one of the store that asking again would mend.
      return rows.map((row) => given.schema.parse(row));
    },
    queryColumns: async (sql, given) => {
      const answer = async (): Promise<unknown> =>
        (await client.query({ ...asked(sql, given), format: 'JSONColumnsWithMetadata' })).json();
      return columns.parse(await attempt('read', given.signal, answer)).data;
    },
    download: (sql, given) => attempt('read', given.signal, () => download(sql, given)),
    ping: () =>
      attempt('read', undefined, async () => {
        const answer = await client.ping({ select: true });
        if (!answer.success) throw answer.error;
      }),
  };
}

import { type ClickHouseClient, ClickHouseLogLevel, type ClickHouseSettings, createClient } from '@clickhouse/client';
import { storeFailure } from './failure.ts';
import type { StatementOptions, StoreOptions } from './store.ts';

/** A client with what every statement of it shares. */
export interface Connection {
  readonly client: ClickHouseClient;
  /** The store gives a statement up before we stop waiting for it. */
  readonly limits: ClickHouseSettings;
  /** Runs a request; what it throws becomes a typed error, or the reason of the signal that stopped a read. */
  readonly attempt: <T>(kind: 'read' | 'write', signal: AbortSignal | undefined, run: () => Promise<T>) => Promise<T>;
}

const defaultTimeoutMs = 30_000;

export function connect(options: StoreOptions): Connection {
  const { url, user, password, database, requestTimeoutMs = defaultTimeoutMs } = options;
  const client = createClient({
    url,
    username: user,
    password,
    ...(database !== undefined && { database }),
    request_timeout: requestTimeoutMs,
    use_multipart_params_auto: true,
    // Servers close an idle connection after 10 s (Cloud: 3 s); one that they are closing looks like a lost insert.
    keep_alive: { enabled: true, idle_socket_ttl: 2_500, eagerly_destroy_stale_sockets: true },
    log: { level: ClickHouseLogLevel.OFF },
  });
  const limits = { max_execution_time: Math.max(1, Math.floor(requestTimeoutMs / 1_000) - 1) };
  return {
    client,
    limits,
    attempt: async (kind, signal, run) => {
      try {
        signal?.throwIfAborted();
        return await run();
      } catch (error) {
        if (signal?.aborted && kind === 'read') throw signal.reason;
        throw storeFailure(error, { isWrite: kind === 'write', url });
      }
    },
  };
}

interface ClientOptions {
  query_params?: Record<string, unknown>;
  abort_signal?: AbortSignal;
  clickhouse_settings: ClickHouseSettings;
}

/** What a statement brings along, in the client's words. */
export const withOptions = ({ params, signal }: StatementOptions, settings: ClickHouseSettings): ClientOptions => ({
  ...(params && { query_params: params }),
  ...(signal && { abort_signal: signal }),
  clickhouse_settings: settings,
});

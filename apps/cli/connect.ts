import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { connectionFile, createLogger, PipelineError, readConfig } from '#runtime';
import { createStore, type Store } from '#store';
import { openStream, type Stream } from '#stream';

const connectionConfig = z.object({
  CLICKHOUSE_URL: z.url().optional(),
  CLICKHOUSE_USER: z.string().default('default'),
  CLICKHOUSE_PASSWORD: z.string().default(''),
  CLICKHOUSE_DATABASE: z.string().default('coload'),
  KAFKA_BROKERS: z.string().optional(),
  STREAM_DIR: z.string().default('.coload/stream'),
});

/** The stream and the store of a site that runs. */
export interface Connection {
  readonly store: Store;
  /** The same store with another database. */
  openStore(database: string): Store;
  /** Opened when it is first asked for. */
  stream(): Promise<Stream>;
}

/** Settings of the environment; without CLICKHOUSE_URL, those that the `coload start` of a data directory has left there. */
function settingsOf(dataDir: string): z.output<typeof connectionConfig> & { CLICKHOUSE_URL: string } {
  const { CLICKHOUSE_URL: url, ...settings } = readConfig(connectionConfig);
  if (url !== undefined) return { ...settings, CLICKHOUSE_URL: url };
  const file = connectionFile(dataDir);
  if (!existsSync(file)) {
    const advice = 'name its data directory with --data, or set CLICKHOUSE_URL and KAFKA_BROKERS or STREAM_DIR';
    throw new PipelineError('CONFIG_INVALID', `No Coload runs in ${dataDir} (${file} is not there): ${advice}`);
  }
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  return { ...readConfig(connectionConfig, kept), CLICKHOUSE_URL: kept['CLICKHOUSE_URL'] ?? '' };
}

/** Whether the environment, or a data directory, says where a store is. */
export const isThere = (dataDir: string): boolean =>
  readConfig(connectionConfig).CLICKHOUSE_URL !== undefined || existsSync(connectionFile(dataDir));

/** The environment with which an app reaches the store of a running Coload. Throws as `withConnection`. */
export function storeEnvironment(dataDir: string): Record<string, string> {
  const { CLICKHOUSE_URL, CLICKHOUSE_USER, CLICKHOUSE_PASSWORD, CLICKHOUSE_DATABASE } = settingsOf(dataDir);
  return { CLICKHOUSE_URL, CLICKHOUSE_USER, CLICKHOUSE_PASSWORD, CLICKHOUSE_DATABASE };
}

/** The environment with which an app reaches the stream of a running Coload. Throws as `withConnection`. */
export function streamEnvironment(dataDir: string): Record<string, string> {
  const { KAFKA_BROKERS, STREAM_DIR } = settingsOf(dataDir);
  return KAFKA_BROKERS === undefined ? { STREAM_DIR } : { KAFKA_BROKERS };
}

/** Runs `use` with the store and stream of a running Coload, and lets go of them. Errors as of the store and the stream. */
export async function withConnection<T>(dataDir: string, use: (connection: Connection) => Promise<T>): Promise<T> {
  const settings = settingsOf(dataDir);
  const openStore = (database: string): Store =>
    createStore({
      url: settings.CLICKHOUSE_URL,
      user: settings.CLICKHOUSE_USER,
      password: settings.CLICKHOUSE_PASSWORD,
      database,
    });
  const store = openStore(settings.CLICKHOUSE_DATABASE);
  let opened: Promise<Stream> | undefined;
  const stream = (): Promise<Stream> =>
    (opened ??= openStream({
      brokers: settings.KAFKA_BROKERS,
      directory: settings.STREAM_DIR,
      clientId: 'cli',
      logger: createLogger('cli'),
    }));
  try {
    return await use({ store, openStore, stream });
  } finally {
    await (await opened)?.stop();
    await store.close();
  }
}

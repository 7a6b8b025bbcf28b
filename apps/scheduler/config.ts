import { z } from 'zod';
import { createStore, type Store } from '#store';

/** Settings of the scheduler; keys are the environment's variables. */
export const schedulerConfig = z.object({
  SCHEDULE_FILE: z.string().describe('schedule.yaml: which reports are issued when, and where they go'),
  CLICKHOUSE_URL: z.url().describe('HTTP address of the store'),
  CLICKHOUSE_USER: z.string().default('default').describe('User of the store'),
  CLICKHOUSE_PASSWORD: z.string().default('').describe('Password of the store; a secret'),
  CLICKHOUSE_DATABASE: z.string().default('coload').describe('Database of the store'),
  SCHEDULER_HOST: z.string().default('127.0.0.1').describe('Address that the port is opened on'),
  SCHEDULER_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe('Port of /healthz; 0 takes a free one'),
  SCHEDULER_GRACE_S: z.coerce
    .number()
    .int()
    .min(0)
    .default(21_600)
    .describe(
      'How long a report waits for readings of its period that are still missing, s; then it is issued as it is',
    ),
  SCHEDULER_LEASE_S: z.coerce
    .number()
    .int()
    .min(1)
    .default(120)
    .describe('How long another scheduler waits for one that was killed before it takes over, s'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info').describe('Least level that is logged'),
});

export type SchedulerConfig = z.output<typeof schedulerConfig>;

/** Those by which the store is reached. */
export const storeConfig = schedulerConfig.pick({
  CLICKHOUSE_URL: true,
  CLICKHOUSE_USER: true,
  CLICKHOUSE_PASSWORD: true,
  CLICKHOUSE_DATABASE: true,
});

export type StoreConfig = z.output<typeof storeConfig>;

export const openStore = (config: StoreConfig): Store =>
  createStore({
    url: config.CLICKHOUSE_URL,
    user: config.CLICKHOUSE_USER,
    password: config.CLICKHOUSE_PASSWORD,
    database: config.CLICKHOUSE_DATABASE,
  });

/** Runs `use` with the store, and lets go of it. */
export async function withStore<Result>(config: StoreConfig, use: (store: Store) => Promise<Result>): Promise<Result> {
  const store = openStore(config);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

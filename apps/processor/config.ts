import { z } from 'zod';

const count = (fallback: number): z.ZodDefault<z.ZodCoercedNumber> =>
  z.coerce.number().int().positive().default(fallback);

/** Settings of the processor; keys are the environment's variables. */
export const processorConfig = z.object({
  CLICKHOUSE_URL: z.url().describe('HTTP address of the store'),
  CLICKHOUSE_USER: z.string().default('default').describe('User of the store'),
  CLICKHOUSE_PASSWORD: z.string().default('').describe('Password of the store'),
  CLICKHOUSE_DATABASE: z.string().default('coload').describe('Database of the store'),
  KAFKA_BROKERS: z.string().optional().describe('Brokers, separated by commas; without it the embedded stream is used'),
  STREAM_DIR: z.string().default('.coload/stream').describe('Directory of the embedded stream'),
  STREAM_PARTITIONS: count(4).describe('Partitions of every topic; fixed once created'),
  SITE_FILE: z
    .string()
    .optional()
    .describe('site.yaml, or several separated by commas; without it nothing is rolled up'),
  PROCESSOR_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe('Port of /healthz, /readyz and /metrics; 0 takes a free one'),
  PROCESSOR_HOST: z.string().default('127.0.0.1').describe('Address that the port is opened on'),
  PROCESSOR_BLOCK_ROWS: count(250_000).describe('Rows of one insert; more than 500,000 would make several parts'),
  PROCESSOR_BLOCK_BYTES: count(32 * 1024 * 1024).describe('Bytes of messages of one insert'),
  PROCESSOR_BLOCK_MS: count(250).describe('How long a message waits for others before it is inserted, ms'),
  PROCESSOR_RECOMPUTE_MS: count(200).describe('Pause between two recomputations of the rollups, ms'),
  PROCESSOR_PUBLISH_GRACE_MS: count(7_200_000).describe(
    'How long after its end an hour, day or month of a site is published, and how long it stays so at least, ms',
  ),
  PROCESSOR_PUBLISH_MS: count(60_000).describe('Pause between two looks for what is to be published, ms'),
  PROCESSOR_RETRY_MS: count(300_000).describe('How long the store may be away before a partition stops, ms'),
  PROCESSOR_SCHEMA_RETRY_MS: count(600_000).describe('How long a message of an unknown schema is held back, ms'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info').describe('Least level that is logged'),
});

export type ProcessorConfig = z.output<typeof processorConfig>;

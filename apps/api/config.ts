import { z } from 'zod';
import { defaultThresholds } from '#kpi';

const loopback = ['127.0.0.1', '::1', 'localhost'] as const;
const share = z.coerce.number().min(0).max(1);

/** Settings of the api, by the names of their environment variables. */
export const apiConfig = z
  .object({
    API_HOST: z
      .string()
      .default('127.0.0.1')
      .refine(
        (host) => (loopback as readonly string[]).includes(host),
        `must be one of ${loopback.join(', ')}: there are no keys yet, so the api serves this machine only`,
      )
      .describe('Address to listen on; loopback only'),
    API_PORT: z.coerce
      .number()
      .int()
      .min(0)
      .max(65_535)
      .default(8080)
      .describe('Port to listen on; 0 takes a free one'),
    CLICKHOUSE_URL: z.url({ protocol: /^https?$/ }).describe('HTTP address of the store'),
    CLICKHOUSE_USER: z.string().default('default').describe('User of the store'),
    CLICKHOUSE_PASSWORD: z.string().default('').describe('Password of the store; a secret'),
    CLICKHOUSE_DATABASE: z.string().default('coload').describe('Database of the store'),
    KAFKA_BROKERS: z
      .string()
      .optional()
      .describe('Brokers, separated by commas, that events are appended to; without it the embedded stream is used'),
    STREAM_DIR: z.string().default('.coload/stream').describe('Directory of the embedded stream'),
    STREAM_PARTITIONS: z.coerce
      .number()
      .int()
      .positive()
      .default(4)
      .describe('Partitions of every topic; fixed once created'),
    KPI_COVERAGE_OK: share.default(defaultThresholds.ok).describe('Least coverage of a value that is `ok`, 0 to 1'),
    KPI_COVERAGE_PARTIAL: share
      .default(defaultThresholds.partial)
      .describe('Least coverage for a value to be given, 0 to 1'),
    KPI_MAX_ROWS: z.coerce.number().int().min(1).default(100_000).describe('Most rows of one answer'),
    LOG_LEVEL: z
      .enum(['debug', 'info', 'warn', 'error', 'silent'])
      .default('info')
      .describe('Least level that is logged'),
  })
  .refine((config) => config.KPI_COVERAGE_PARTIAL <= config.KPI_COVERAGE_OK, {
    path: ['KPI_COVERAGE_PARTIAL'],
    message: 'must not be above KPI_COVERAGE_OK',
  });

export type ApiConfig = z.output<typeof apiConfig>;

/** Names that a request may address this server by; anything else is a web page that made a name point here. */
export const isLoopbackName = (host: string): boolean =>
  (loopback as readonly string[]).includes(host.replace(/:\d+$/, '').replace(/^\[|\]$/g, ''));

import { z } from 'zod';

/** Settings of `coload start`, from options and environment. */
export const standaloneConfig = z.object({
  SITE_FILE: z.string().describe('the site file'),
  DATA_DIR: z.string().default('.coload').describe('where stream, store and collector state are kept'),
  API_PORT: z.coerce.number().int().min(0).max(65_535).default(8080).describe('port of the API on loopback'),
  SCHEDULE_FILE: z.string().optional().describe('which reports are issued when; none without it'),
  KAFKA_BROKERS: z.string().optional().describe('brokers, comma separated; the embedded stream when absent'),
  STREAM_PARTITIONS: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('partitions of every topic, fixed once created; 1 of a new embedded stream, 4 of a Kafka'),
  CLICKHOUSE_URL: z.url().optional().describe('a ClickHouse; the embedded engine when absent'),
  CLICKHOUSE_USER: z.string().default('default'),
  CLICKHOUSE_PASSWORD: z.string().default(''),
  STORE_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe('port of the embedded store on loopback, for tools that read SQL; any free one when 0'),
  VIEWER_PASSWORD: z
    .string()
    .min(1)
    .optional()
    .describe('of the user `viewer` of the embedded store, who may only read; there is none without it'),
});

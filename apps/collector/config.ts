import { z } from 'zod';

/** Settings of the collector; keys are the environment's variables. */
export const collectorConfig = z.object({
  COLLECTOR_NAME: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'letters, digits, dot, dash and underscore only')
    .default('collector-1')
    .describe('Names this collector in every batch; different for each collector of a stream'),
  COLLECTOR_DIR: z
    .string()
    .default('.coload/collector')
    .describe('Directory of poll states and of what waits for the stream; its own for each collector'),
  SITE_FILE: z.string().describe('site.yaml, or several separated by commas'),
  KAFKA_BROKERS: z.string().optional().describe('Brokers, separated by commas; without it the embedded stream is used'),
  STREAM_DIR: z.string().default('.coload/stream').describe('Directory of the embedded stream'),
  STREAM_PARTITIONS: z.coerce
    .number()
    .int()
    .positive()
    .default(4)
    .describe('Partitions of every topic; fixed once created'),
  COLLECTOR_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe('Port of /healthz, /devices and /metrics; 0 takes a free one'),
  COLLECTOR_HOST: z.string().default('127.0.0.1').describe('Address that the port is opened on'),
  POLL_SECONDS: z.coerce
    .number()
    .positive()
    .max(3600)
    .optional()
    .describe('Polls every device at this period instead of its own'),
  COLLECTOR_LINGER_MS: z.coerce
    .number()
    .int()
    .min(0)
    .default(200)
    .describe('How long polls wait for others before they are written, ms'),
  COLLECTOR_SPOOL_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(1024 ** 3)
    .describe(
      'Most bytes that may wait for the stream; from 7/8 of it neighbouring readings of a device are merged. Its disk needs twice as much',
    ),
  COLLECTOR_BODY_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .default(256 * 1024 ** 2)
    .describe('Most bytes of bodies of market feeds that are kept, compressed, to be read again; 0 keeps none'),
  COLLECTOR_BODY_DAYS: z.coerce.number().positive().default(35).describe('How long they are kept, days'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info').describe('Least level that is logged'),
});

export type CollectorConfig = z.output<typeof collectorConfig>;

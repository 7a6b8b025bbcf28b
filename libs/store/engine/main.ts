import { z } from 'zod';
import { createLogger, messageOf, PipelineError, readConfig, stopOnSignal } from '#runtime';
import { engineDefaults, startEngine } from './server.ts';

const settings = z.object({
  ENGINE_DIR: z.string().min(1).describe('Data directory of the embedded store.'),
  ENGINE_HOST: z.string().default(engineDefaults.host).describe('Address to listen on.'),
  ENGINE_PORT: z.coerce.number().int().min(0).max(65_535).default(0).describe('Port to listen on; 0 takes a free one.'),
  ENGINE_USER: z.string().min(1).describe('User of the embedded store.'),
  ENGINE_PASSWORD: z.string().min(1).describe('Its password.'),
  ENGINE_VIEWER_PASSWORD: z
    .string()
    .min(1)
    .optional()
    .describe('Password of the user viewer, who may only read; there is none without it.'),
  ENGINE_SESSIONS: z.coerce
    .number()
    .int()
    .min(2)
    .default(engineDefaults.sessions)
    .describe('Statements that may run at once.'),
  ENGINE_MAX_MEMORY: z.coerce
    .number()
    .int()
    .positive()
    .default(engineDefaults.maxMemory)
    .describe('Bytes that one statement may use.'),
  ENGINE_QUEUE_MS: z.coerce
    .number()
    .int()
    .min(0)
    .default(engineDefaults.queueMs)
    .describe('How long a request waits for a session.'),
  UV_THREADPOOL_SIZE: z.coerce
    .number()
    .int()
    .positive()
    .default(4)
    .describe('Threads of the process; more than ENGINE_SESSIONS.'),
});

const logger = createLogger('engine');

try {
  const config = readConfig(settings);
  // A statement holds one of libuv's threads; compression needs one too.
  const sessions = Math.max(2, Math.min(config.ENGINE_SESSIONS, config.UV_THREADPOOL_SIZE - 1));
  const engine = await startEngine({
    directory: config.ENGINE_DIR,
    host: config.ENGINE_HOST,
    port: config.ENGINE_PORT,
    user: config.ENGINE_USER,
    password: config.ENGINE_PASSWORD,
    viewerPassword: config.ENGINE_VIEWER_PASSWORD,
    sessions,
    maxMemory: config.ENGINE_MAX_MEMORY,
    queueMs: config.ENGINE_QUEUE_MS,
    logger,
  });
  stopOnSignal(engine, logger);
  process.stdout.write(`${JSON.stringify({ ready: true, url: engine.url })}\n`);
} catch (error) {
  logger.fatal(messageOf(error));
  // With wrong settings a second start would do no better.
  process.exit(error instanceof PipelineError && error.code === 'CONFIG_INVALID' ? 2 : 1);
}

import { pino, type Logger } from 'pino';
import { logLevel } from './config.ts';

export type { Logger };

const secrets = ['password', 'username', 'token', 'authorization', 'secret'];

/**
 * A logger that writes JSON lines to stderr (pretty on a terminal), from LOG_LEVEL (default info) up. stdout belongs to a command's result.
 * Values under the usual names of secrets are censored at any of the first three levels.
 */
export function createLogger(name: string, level = logLevel()): Logger {
  const paths = secrets.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);
  const options = { name, level, redact: { paths, censor: '[secret]' }, base: { name } };
  if (process.stderr.isTTY) {
    return pino({
      ...options,
      transport: { target: 'pino-pretty', options: { destination: 2, ignore: 'pid,hostname' } },
    });
  }
  return pino(options, pino.destination({ dest: 2, sync: true }));
}

/** A logger that says nothing, for tests. */
export const silentLogger: Logger = pino({ level: 'silent' });

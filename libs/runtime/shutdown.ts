import { isSupervised } from './config.ts';
import { messageOf } from './errors.ts';
import type { Logger } from './log.ts';

export interface Stoppable {
  stop(): Promise<void>;
}

/**
 * Runs `stop` once at the first SIGTERM, or SIGINT unless supervised, or when the parent that holds our IPC channel goes away, and exits
 * with 0; a stop that fails or takes longer than `deadlineMs` exits with 1.
 */
export function stopOnSignal(app: Stoppable, logger: Logger, deadlineMs = 10_000): void {
  let isStopping = false;
  const stop = (reason: string): void => {
    if (isStopping) return;
    isStopping = true;
    logger.info({ reason }, 'stopping');
    const late = setTimeout(() => {
      logger.error({ deadlineMs }, 'did not stop in time');
      process.exit(1);
    }, deadlineMs);
    app.stop().then(
      () => {
        clearTimeout(late);
        process.exit(0);
      },
      (error: unknown) => {
        logger.error({ error: messageOf(error) }, 'stop failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  // A terminal sends Ctrl-C to all processes at once; what is supervised waits for its turn, so that none stops before those who use it.
  process.on('SIGINT', () => {
    if (!isSupervised()) stop('SIGINT');
  });
  if (process.send) process.on('disconnect', () => stop('parent gone'));
}

import { createLogger, messageOf, PipelineError, readConfig, stopOnSignal } from '#runtime';
import { startScheduler } from './app.ts';
import { schedulerConfig } from './config.ts';

try {
  const config = readConfig(schedulerConfig);
  const logger = createLogger('scheduler', config.LOG_LEVEL);
  const app = await startScheduler(config, logger);
  stopOnSignal(app, logger);
  process.stdout.write(`${JSON.stringify({ ready: true, app: 'scheduler', url: app.url })}\n`);
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(error instanceof PipelineError && error.code === 'CONFIG_INVALID' ? 2 : 1);
}

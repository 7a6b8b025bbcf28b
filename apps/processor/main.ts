import { createLogger, messageOf, PipelineError, readConfig, stopOnSignal } from '#runtime';
import { startProcessor } from './app.ts';
import { processorConfig } from './config.ts';

try {
  const config = readConfig(processorConfig);
  const logger = createLogger('processor', config.LOG_LEVEL);
  const app = await startProcessor(config, logger);
  stopOnSignal(app, logger);
  process.stdout.write(`${JSON.stringify({ ready: true, app: 'processor', url: app.url })}\n`);
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(error instanceof PipelineError && error.code === 'CONFIG_INVALID' ? 2 : 1);
}

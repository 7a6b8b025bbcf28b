import { createLogger, readConfig, stopOnSignal } from '#runtime';
import { startProcessor } from './app.ts';
import { processorConfig } from './config.ts';

const config = readConfig(processorConfig);
const logger = createLogger('processor', config.LOG_LEVEL);
const app = await startProcessor(config, logger);
stopOnSignal(app, logger);
process.stdout.write(`${JSON.stringify({ ready: true, app: 'processor', url: app.url })}\n`);

import { setFlagsFromString } from 'node:v8';
import { createLogger, messageOf, PipelineError, readConfig, stopOnSignal } from '#runtime';
import { startCollector } from './app.ts';
import { collectorConfig } from './config.ts';

// Of a poll almost nothing is kept: 90 MB for 10,000 devices, where V8 lets the heap grow past 300 before it collects. Collecting sooner costs no CPU to speak of.
setFlagsFromString('--heap-growing-percent=30');

try {
  const config = readConfig(collectorConfig);
  const logger = createLogger('collector', config.LOG_LEVEL);
  const app = await startCollector(config, logger, (error) => {
    // As for wrong settings: a supervisor that started us again would only take the directory back.
    logger.fatal({ code: error.code }, error.message);
    process.exit(2);
  });
  stopOnSignal(app, logger);
  process.stdout.write(`${JSON.stringify({ ready: true, app: 'collector', url: app.url })}\n`);
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(error instanceof PipelineError && error.code === 'CONFIG_INVALID' ? 2 : 1);
}

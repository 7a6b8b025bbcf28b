import { createLogger, messageOf, readConfig, stopOnSignal, systemClock } from '#runtime';
import { apiConfig } from './config.ts';
import { startApi } from './start.ts';

try {
  const config = readConfig(apiConfig);
  const logger = createLogger('api', config.LOG_LEVEL);
  const api = await startApi({ config, clock: systemClock, logger });
  stopOnSignal(api, logger);
  process.stdout.write(`${JSON.stringify({ ready: true, app: 'api', url: api.url })}\n`);
} catch (error) {
  process.stderr.write(`api: ${messageOf(error)}\n`);
  process.exit(1);
}

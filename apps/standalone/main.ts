import { createLogger, messageOf, readConfig, stopOnSignal, systemClock } from '#runtime';
import { loadSites } from '#register';
import { standaloneConfig } from './config.ts';
import { startStandalone } from './standalone.ts';

const logger = createLogger('standalone');
try {
  const config = readConfig(standaloneConfig);
  const sites = loadSites(config.SITE_FILE);
  const standalone = await startStandalone({
    dataDir: config.DATA_DIR,
    siteFile: config.SITE_FILE,
    apiPort: config.API_PORT,
    scheduleFile: config.SCHEDULE_FILE,
    kafkaBrokers: config.KAFKA_BROKERS,
    streamPartitions: config.STREAM_PARTITIONS,
    clickhouse:
      config.CLICKHOUSE_URL === undefined
        ? undefined
        : { url: config.CLICKHOUSE_URL, user: config.CLICKHOUSE_USER, password: config.CLICKHOUSE_PASSWORD },
    storePort: config.STORE_PORT,
    viewerPassword: config.VIEWER_PASSWORD,
    logger,
    clock: systemClock,
  });
  await standalone.startCollector();
  stopOnSignal(standalone, logger, 60_000);
  process.stdout.write(
    `${JSON.stringify({ ready: true, app: 'standalone', url: standalone.apiUrl, sites: sites.map(({ id }) => id) })}\n`,
  );
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(error instanceof Error && 'code' in error && error.code === 'CONFIG_INVALID' ? 2 : 1);
}

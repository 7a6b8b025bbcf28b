import { loadSites } from '#register';
import { messageOf, PipelineError, readConfig, silentLogger, systemClock } from '#runtime';
import { openStream } from '#stream';
import { withBodies } from './bodies.ts';
import { collectorConfig } from './config.ts';
import { meantBy, previewReplay, replay } from './replay.ts';

const line = (value: object): string => `${JSON.stringify(value)}\n`;

/** Each answers with what is to be printed. */
const verbs: Readonly<Record<string, (...args: string[]) => Promise<string | Uint8Array>>> = {
  list: (...wanted) =>
    withBodies(readConfig(collectorConfig).COLLECTOR_DIR, (bodies) => meantBy(bodies, wanted).map(line).join('')),
  show: (wanted = '') =>
    withBodies(readConfig(collectorConfig).COLLECTOR_DIR, (bodies, contentOf) => {
      const hashes = new Set(meantBy(bodies, [wanted]).map(({ hash }) => hash));
      const [hash = '', ...more] = hashes;
      if (more.length > 0)
        throw new PipelineError('CONFIG_INVALID', `${wanted} means ${hashes.size} bodies: name one by its hash`);
      return contentOf(hash);
    }),
  preview: async (...wanted) => {
    const { COLLECTOR_DIR: directory, SITE_FILE } = readConfig(collectorConfig);
    const options = { directory, sites: loadSites(SITE_FILE), wanted, clock: systemClock };
    return (await previewReplay(options)).map(line).join('');
  },
  replay: async (...wanted) => {
    const config = readConfig(collectorConfig);
    const { COLLECTOR_DIR: directory, SITE_FILE, STREAM_DIR, KAFKA_BROKERS: brokers } = config;
    const clientId = `${config.COLLECTOR_NAME}.replay`;
    const stream = await openStream({ brokers, directory: STREAM_DIR, clientId, logger: silentLogger });
    const options = { directory, sites: loadSites(SITE_FILE), wanted, clock: systemClock };
    try {
      return (await replay(options, stream, clientId)).map(line).join('');
    } finally {
      await stream.stop();
    }
  },
};

try {
  const [verb = '', ...args] = process.argv.slice(2);
  const ask = verbs[verb];
  if (!ask) throw new PipelineError('CONFIG_INVALID', `${verb}: one of ${Object.keys(verbs).join(', ')}`);
  process.stdout.write(await ask(...args));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = error instanceof PipelineError && error.code === 'CONFIG_INVALID' ? 2 : 1;
}

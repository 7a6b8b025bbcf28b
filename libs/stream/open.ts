import type { Logger } from '#runtime';
import type { Stream } from './stream.ts';

/** Opens Kafka when brokers are set, else the embedded log in `directory`; only the chosen adapter is loaded. */
export async function openStream(options: {
  brokers: string | undefined;
  directory: string;
  clientId: string;
  logger: Logger;
}): Promise<Stream> {
  const { brokers, directory, clientId, logger } = options;
  if (brokers) {
    const { openKafkaStream } = await import('./kafka/index.ts');
    return openKafkaStream({ brokers: brokers.split(',').map((broker) => broker.trim()), clientId, logger });
  }
  const { openEmbeddedStream } = await import('./embedded/index.ts');
  return openEmbeddedStream({ directory, logger });
}

import type { Logger } from '#runtime';
import type { Stream } from '#stream';

/** Opens Kafka when brokers are set, else the embedded log in `directory`; only the chosen adapter is loaded. */
export async function openStream(options: {
  brokers: string | undefined;
  directory: string;
  clientId: string;
  logger: Logger;
}): Promise<Stream> {
  const { brokers, directory, clientId, logger } = options;
  if (brokers) {
    const { openKafkaStream } = await import('#stream/kafka');
    return openKafkaStream({ brokers: brokers.split(',').map((broker) => broker.trim()), clientId, logger });
  }
  const { openEmbeddedStream } = await import('#stream/embedded');
  return openEmbeddedStream({ directory, logger });
}

import { topicNames } from '#contracts';
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

/** Appends to a stream whose topics are made sure of before the first append, so that a stream that is away stops nothing. */
export function withTopics(stream: Stream, partitions: number): Pick<Stream, 'append'> {
  let areThere = false;
  return {
    append: async (topic, records) => {
      if (!areThere) await stream.ensureTopics(topicNames.map((name) => ({ topic: name, partitions })));
      areThere = true;
      return stream.append(topic, records);
    },
  };
}

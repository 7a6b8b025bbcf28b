import { topicNames } from '#contracts';
import type { Stream } from '#stream';

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

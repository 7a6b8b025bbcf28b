import { silentLogger } from '#runtime';
import type { Member, Stream } from '#stream';
import { openEmbeddedStream } from '#stream/embedded';
import { openKafkaStream } from '#stream/kafka';

/** How a child process opens the stream that its parent tests. */
export type Where =
  | { readonly kind: 'embedded'; readonly directory: string }
  | { readonly kind: 'kafka'; readonly brokers: readonly string[] };

/** What the parent wants the child to do until it is killed. */
export type Work =
  | { readonly do: 'own'; readonly group: string; readonly topics: readonly string[] }
  | { readonly do: 'append'; readonly topic: string; readonly bytes: number };

export const openAt = (where: Where): Stream =>
  where.kind === 'embedded'
    ? openEmbeddedStream({ directory: where.directory, logger: silentLogger })
    : openKafkaStream({
        brokers: where.brokers,
        clientId: 'contract-child',
        logger: silentLogger,
        sessionTimeoutMs: 6_000,
      });

/** A member that reports what it owns, reads it from where the group is, and commits every message. */
async function own(stream: Stream, work: Extract<Work, { do: 'own' }>): Promise<void> {
  const follow = async (member: Member, partition: number): Promise<void> => {
    const positions = await member.committed(partition);
    for (const topic of work.topics) member.seek(topic, partition, positions.get(topic)?.offset ?? 0n);
    process.send?.({ assigned: partition });
    for (;;) {
      const messages = await member.take(partition, { messages: 10, bytes: 1e6, waitMs: 1_000 });
      for (const { topic, offset } of messages) {
        await member.commit(partition, new Map([[topic, { offset: offset + 1n, metadata: 'child' }]]));
        process.send?.({ committed: String(offset + 1n), topic, partition });
      }
    }
  };
  await stream.join({
    group: work.group,
    topics: work.topics,
    onAssigned: (partitions, member) => {
      for (const partition of partitions) void follow(member, partition).catch(() => undefined);
    },
    onRevoked: () => undefined,
  });
}

/** Appends without end, one record each time, and reports every acknowledged offset. */
async function append(stream: Stream, work: Extract<Work, { do: 'append' }>): Promise<void> {
  for (;;) {
    const [place] = await stream.append(work.topic, [{ key: 'child', value: Buffer.alloc(work.bytes, 7) }]);
    process.send?.({ acknowledged: String(place?.offset) });
  }
}

if (process.send) {
  const [where, work] = process.argv.slice(2).map((json) => JSON.parse(json) as unknown) as [Where, Work];
  const stream = openAt(where);
  await (work.do === 'own' ? own(stream, work) : append(stream, work));
}

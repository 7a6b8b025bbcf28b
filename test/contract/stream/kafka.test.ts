import { describe, expect, test } from '@jest/globals';
import kafkajs from 'kafkajs';
import { childEnvironment, silentLogger } from '#runtime';
import type { Member } from '#stream';
import { openKafkaStream } from '#stream/kafka';
import { type KafkaBroker, startKafka, whyNoKafka } from '../../support/kafka.ts';
import { describeStream, until } from './contract.ts';

const missing = await whyNoKafka();
if (missing !== null && childEnvironment({})['CI'] === 'true')
  throw new Error(`Kafka cannot be started here: ${missing}`);

let broker: KafkaBroker;

async function withAdmin<T>(work: (admin: kafkajs.Admin) => Promise<T>): Promise<T> {
  const admin = new kafkajs.Kafka({ brokers: [...broker.brokers], logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  return work(admin).finally(() => admin.disconnect());
}

if (missing !== null) {
  describe.skip(`the Kafka stream (skipped: ${missing})`, () => {
    test('keeps the contract', () => expect(missing).toBeNull());
  });
} else {
  describe('the Kafka stream', () => {
    describeStream(
      async () => {
        broker = await startKafka();
        const { brokers } = broker;
        return {
          name: 'kafka',
          where: { kind: 'kafka', brokers },
          open: () => openKafkaStream({ brokers, clientId: 'contract', logger: silentLogger, sessionTimeoutMs: 6_000 }),
          removeBefore: (topic, partition, offset) =>
            withAdmin(async (admin) => {
              // kafkajs deletes only from topics that the same client has asked about before.
              await admin.fetchTopicOffsets(topic);
              await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(offset) }] });
            }),
        };
      },
      () => broker.stop(),
    );

    test('goes on where it was after the broker was killed and started again', async () => {
      const stream = openKafkaStream({
        brokers: broker.brokers,
        clientId: 'contract',
        logger: silentLogger,
        sessionTimeoutMs: 6_000,
      });
      const topic = 'test.outage';
      await stream.ensureTopics([{ topic, partitions: 1 }]);
      const taken: string[] = [];
      const work = async (member: Member): Promise<void> => {
        member.seek(topic, 0, (await member.committed(0)).get(topic)?.offset ?? 0n);
        for (;;) {
          for (const { offset, value } of await member.take(0, { messages: 1, bytes: 1e6, waitMs: 1_000 })) {
            await member.commit(0, new Map([[topic, { offset: offset + 1n, metadata: '' }]]));
            taken.push(value.toString());
          }
        }
      };
      const failures: unknown[] = [];
      await stream.join({
        group: 'outage',
        topics: [topic],
        onAssigned: (_, member) => void work(member).catch((error: unknown) => failures.push(error)),
        onRevoked: () => undefined,
      });
      const append = (text: string): Promise<unknown> => stream.append(topic, [{ key: 'k', value: Buffer.from(text) }]);
      await append('before');
      await until('the first message', () => taken.includes('before'));
      await broker.kill();
      const during = append('during').catch((error: unknown) => error);
      await broker.start();
      const outcome = await during;
      if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'STREAM_UNAVAILABLE' });
      await until(
        'an append',
        () =>
          append('after').then(
            () => true,
            () => false,
          ),
        60_000,
      );
      await until('the last message', () => taken.includes('after'), 60_000);
      for (const failure of failures)
        expect(failure).toMatchObject({ code: expect.stringMatching(/^(OWNER_LOST|STREAM_UNAVAILABLE)$/) });
      await stream.stop();
    }, 180_000);
  });
}

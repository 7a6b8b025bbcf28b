import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { readConfig, systemClock } from '#runtime';
import { type KafkaBroker, startKafka, whyNoKafka } from '../support/kafka.ts';
import { expectAllOnce, produce } from './processor-produce.ts';
import { type Stack, startProcessor, startStack } from './processor-stack.ts';

const reason = await whyNoKafka();
const { CI } = readConfig(z.object({ CI: z.string().optional() }));
if (reason !== null && CI === 'true') throw new Error(`Kafka is needed in CI: ${reason}`);
const suite = reason === null ? describe : describe.skip;

suite(`with real Kafka${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let kafka: KafkaBroker;
  let stack: Stack;

  beforeAll(async () => {
    kafka = await startKafka();
    stack = await startStack({ brokers: kafka.brokers.join(',') });
  }, 180_000);

  afterAll(async () => {
    await stack?.stop();
    await kafka?.stop();
  });

  test('every batch is in the store once, though the processor is killed', async () => {
    let isDone = false;
    const producing = produce(stack, 'kafka', () => isDone);
    let processor = await startProcessor(stack);
    for (let kill = 0; kill < 3; kill++) {
      await systemClock.sleep(2_000 + Math.random() * 1_000);
      await processor.kill('SIGKILL');
      processor = await startProcessor(stack);
    }
    isDone = true;
    const sent = await producing;
    expect(sent.rows).toBeGreaterThan(0);
    try {
      await expectAllOnce(stack, sent);
    } catch (error) {
      throw new Error(processor.said(), { cause: error });
    } finally {
      await processor.kill('SIGTERM');
    }
  }, 180_000);
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { dimensions, dimensionsOf, type Grain, grainsOf, metricIds } from '#catalogue';
import { readConfig } from '#runtime';
import { type KafkaBroker, startKafka, whyNoKafka } from '../support/kafka.ts';
import { ask, type Row } from './ask.ts';
import { oneDay } from './scenario.ts';
import { type E2eStack, measureSite } from './stack.ts';

const reason = await whyNoKafka();
const { CI } = readConfig(z.object({ CI: z.string().optional() }));
if (reason !== null && CI === 'true') throw new Error(`Kafka is needed in CI: ${reason}`);
const suite = reason === null ? describe : describe.skip;

const options = oneDay();
const window = { from: options.start - (options.start % 900_000), to: options.until };
const questions = [
  ...dimensions.map((by) => ({ by, grain: 'total' as Grain })),
  { by: 'device' as const, grain: '15m' as Grain },
  { by: 'hall' as const, grain: 'hour' as Grain },
];

/** Everything that the stack shows, and stops it: the machine need not hold two of them. */
async function shown(stack: E2eStack): Promise<Row[][]> {
  try {
    const answers: Row[][] = [];
    for (const { by, grain } of questions) {
      const metrics = metricIds.filter((id) => dimensionsOf(id).includes(by) && grainsOf(id).includes(grain));
      answers.push((await ask(stack.apiUrl, { metrics, by: [by], grain, ...window })).rows);
    }
    return answers;
  } finally {
    await stack.stop();
  }
}

suite(`a site through Kafka${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let kafka: KafkaBroker;
  let embedded: Row[][];
  let throughKafka: Row[][];

  beforeAll(async () => {
    embedded = await shown(await measureSite(options));
    kafka = await startKafka();
    throughKafka = await shown(await measureSite({ ...options, kafkaBrokers: kafka.brokers.join(',') }));
  }, 300_000);

  afterAll(async () => {
    await kafka?.stop();
  }, 60_000);

  test.each(questions.map(({ by, grain }, index) => ({ by, grain, index })))(
    'has the same KPIs by $by and $grain as through the embedded stream',
    ({ index }) => {
      expect(embedded[index]?.some(({ value }) => value !== null)).toBe(true);
      expect(throughKafka[index]).toEqual(embedded[index]);
    },
  );
});

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type ProcessorApp, startProcessor } from '../../apps/processor/app.ts';
import { processorConfig } from '../../apps/processor/config.ts';
import type { Topic } from '#contracts';
import { PipelineError, silentLogger, systemClock } from '#runtime';
import { createStore, integer, type Store } from '#store';
import { asicBatch, encodeBatch } from '../support/batches.ts';
import { type Stack, startStack, until } from './processor-stack.ts';

const topic: Topic = 'telemetry.asic';
const now = systemClock.now();
const rows = 5;

let stack: Stack;
let app: ProcessorApp;
const failed = new AbortController();

/** The second insert of readings fails as it does when another processor has claimed the partition. */
function failing(store: Store): Store {
  let inserts = 0;
  return {
    ...store,
    insertBlock: async (block) => {
      if (!block.statement.startsWith('INSERT INTO reading_') || ++inserts !== 2) return store.insertBlock(block);
      failed.abort();
      throw new PipelineError('OWNER_LOST', 'made up');
    },
  };
}

beforeAll(async () => {
  stack = await startStack({ partitions: 1 });
  app = await startProcessor(processorConfig.parse(stack.environment), silentLogger, {
    createStore: (options) => failing(createStore(options)),
  });
});

afterAll(async () => {
  await app?.stop();
  await stack?.stop();
});

test('a partition that is taken again at once gets every message, also what was being read when it stopped', async () => {
  let sequence = 0;
  const append = (): Promise<unknown> => {
    const value = encodeBatch(topic, asicBatch({ now, site: 'site-1', sequence: ++sequence, rows }));
    return stack.stream.append(topic, [{ key: 'site-1', value }]);
  };
  // What is late is gathered for seconds, so that reading goes on while the insert before it fails.
  while (!failed.signal.aborted) {
    await append();
    await systemClock.sleep(5);
  }
  for (let more = 0; more < 300; more++) {
    await append();
    await systemClock.sleep(5);
  }
  const schema = z.object({ rows: integer, sequences: integer });
  const stored = async () =>
    (
      await stack.store.query('SELECT count() AS rows, uniqExact(sequence) AS sequences FROM reading_asic', { schema })
    )[0];
  await until('the last batch', async () => {
    const [row] = await stack.store.query('SELECT max(sequence) AS last FROM reading_asic', {
      schema: z.object({ last: integer }),
    });
    return row?.last === sequence;
  });
  expect(await stored()).toEqual({ rows: sequence * rows, sequences: sequence });
}, 120_000);

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type ProcessorApp, startProcessor } from '../../apps/processor/app.ts';
import { processorConfig } from '../../apps/processor/config.ts';
import type { Topic } from '#contracts';
import { silentLogger, systemClock } from '#runtime';
import { createStore, integer, type Store } from '#store';
import { asicBatch, encodeBatch } from '../support/batches.ts';
import { type Stack, startStack, until } from './processor-stack.ts';

const topic: Topic = 'telemetry.asic';
const now = systemClock.now();
/** Checkpoints follow one another after so long. */
const recomputeMs = 20;

let stack: Stack;
let app: ProcessorApp;
let open: () => void;
let isWaiting = false;
const opened = new Promise<void>((resolve) => (open = resolve));

/** The first insert of readings waits until it is let go; those behind it overtake it. */
function holding(store: Store): Store {
  return {
    ...store,
    insertBlock: async (block) => {
      if (block.statement.startsWith('INSERT INTO reading_') && !isWaiting) {
        isWaiting = true;
        await opened;
      }
      return store.insertBlock(block);
    },
  };
}

beforeAll(async () => {
  stack = await startStack({ partitions: 1 });
  app = await startProcessor(
    processorConfig.parse({ ...stack.environment, PROCESSOR_RECOMPUTE_MS: String(recomputeMs) }),
    silentLogger,
    {
      createStore: (options) => holding(createStore(options)),
    },
  );
});

afterAll(async () => {
  open();
  await app?.stop();
  await stack?.stop();
});

const append = (sequence: number): Promise<unknown> =>
  stack.stream.append(topic, [
    { key: 'site-1', value: encodeBatch(topic, asicBatch({ now, site: 'site-1', sequence, rows: 3 })) },
  ]);

async function sequences(): Promise<number[]> {
  const schema = z.object({ sequence: integer });
  const rows = await stack.store.query('SELECT DISTINCT sequence FROM reading_asic ORDER BY sequence', { schema });
  return rows.map(({ sequence }) => Number(sequence));
}

async function lag(): Promise<number> {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  return Number(/^processor_lag_messages\{[^}]*\} (\d+)$/m.exec(text)?.[1] ?? NaN);
}

test('nothing is committed behind a batch that is still on its way, though what follows it is stored', async () => {
  await append(1);
  await until('the first insert', () => Promise.resolve(isWaiting));
  await append(2);
  await until('the second batch', async () => (await sequences()).includes(2));
  expect(await sequences()).toEqual([2]);
  for (let look = 0; look < 20; look++) {
    expect(await lag()).toBe(2);
    await systemClock.sleep(2 * recomputeMs);
  }
  open();
  await until('everything committed', async () => (await lag()) === 0);
  expect(await sequences()).toEqual([1, 2]);
}, 60_000);

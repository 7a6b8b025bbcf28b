import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { systemClock } from '#runtime';
import { expectAllOnce, produce } from './processor-produce.ts';
import { type Child, type Stack, startProcessor, startStack } from './processor-stack.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(async () => {
  await stack?.stop();
});

const pause = (leastMs: number, mostMs: number): Promise<void> =>
  systemClock.sleep(leastMs + Math.random() * (mostMs - leastMs));

describe('every batch is in the store once', () => {
  test('though the processor is killed ten times while batches come in', async () => {
    let isDone = false;
    const producing = produce(stack, 'kills', () => isDone);
    let processor = await startProcessor(stack);
    for (let kill = 0; kill < 10; kill++) {
      await pause(50, 1_200);
      await processor.kill('SIGKILL');
      processor = await startProcessor(stack);
    }
    isDone = true;
    const sent = await producing;
    try {
      await expectAllOnce(stack, sent);
    } catch (error) {
      const health = await (await fetch(`${processor.url}/healthz`)).text();
      throw new Error(`${String(error)}\n${health}\n${processor.said()}`, { cause: error });
    } finally {
      await processor.kill('SIGTERM');
    }
  }, 120_000);

  test('though processors come and go, and one sleeps through its own replacement', async () => {
    let isDone = false;
    const producing = produce(stack, 'takeovers', () => isDone);
    const living: Child[] = [await startProcessor(stack), await startProcessor(stack)];
    await pause(300, 800);
    living[0]?.process.kill('SIGSTOP');
    living.push(await startProcessor(stack));
    await pause(11_000, 12_000);
    living[0]?.process.kill('SIGCONT');
    await pause(300, 800);
    await living[1]?.kill('SIGKILL');
    await pause(300, 800);
    isDone = true;
    const sent = await producing;
    try {
      await expectAllOnce(stack, sent);
    } finally {
      for (const processor of living) await processor.kill('SIGTERM');
    }
  }, 120_000);
});

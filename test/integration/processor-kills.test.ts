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

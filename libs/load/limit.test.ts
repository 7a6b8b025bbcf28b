import { describe, expect, test } from '@jest/globals';
import { DeadLetterLimit } from './limit.ts';

const limit = (): DeadLetterLimit => new DeadLetterLimit({ share: 0.5, window: 10, run: 4 });
const times = (count: number, share: number): number[] => Array.from({ length: count }, () => share);

describe('the dead-letter limit', () => {
  test('is reached by a run of messages of which nothing can be loaded', () => {
    const reached = limit();
    reached.count(times(3, 1));
    expect(() => reached.count([1])).toThrow(/last 4 messages/);
  });

  test('is reached by a share of bad rows over many messages, not over the first few', () => {
    const reached = limit();
    reached.count(times(9, 0.9));
    expect(() => reached.count([0.9])).toThrow(/90 % of the last 10/);
  });

  test('is not reached by single bad messages among good ones, however many', () => {
    const reached = limit();
    for (let round = 0; round < 100; round++) reached.count([1, 0, 0, 1, 0]);
    expect(() => reached.count([1])).not.toThrow();
  });
});

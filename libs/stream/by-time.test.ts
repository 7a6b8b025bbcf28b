import { describe, expect, test } from '@jest/globals';
import { Budget } from './budget.ts';
import { type Source, takeByTime } from './by-time.ts';
import type { StreamMessage } from './stream.ts';

const message = (topic: string, timestamp: number): StreamMessage => ({
  topic,
  partition: 0,
  offset: BigInt(timestamp),
  key: null,
  value: Buffer.alloc(10),
  headers: {},
  timestamp,
});

/** A topic with messages of these times, behind which older ones than `horizon` may still come. */
function source(topic: string, times: readonly number[], horizon = Infinity): Source {
  const left = times.map((time) => message(topic, time));
  return {
    get head() {
      return left[0];
    },
    horizon,
    advance: () => void left.shift(),
  };
}

const plenty = { messages: 100, bytes: 10_000 };
const names = (messages: readonly StreamMessage[]): string[] =>
  messages.map(({ topic, timestamp }) => `${topic}${timestamp}`);

describe('takeByTime', () => {
  test('merges topics by the time of the appends and keeps the order within each', () => {
    const taken = takeByTime([source('a', [1, 5, 4, 9]), source('b', [2, 3, 10])], new Budget(plenty));
    expect(names(taken)).toEqual(['a1', 'b2', 'b3', 'a5', 'a4', 'a9', 'b10']);
  });

  test('stops at the budget and leaves the rest where it is', () => {
    const sources = [source('a', [1, 3]), source('b', [2])];
    expect(names(takeByTime(sources, new Budget({ messages: 2, bytes: 1_000 })))).toEqual(['a1', 'b2']);
    expect(names(takeByTime(sources, new Budget(plenty)))).toEqual(['a3']);
  });

  test('holds back what is newer than messages that are on their way', () => {
    const taken = takeByTime([source('a', [1, 7, 8]), source('b', [], 7)], new Budget(plenty));
    expect(names(taken)).toEqual(['a1', 'a7']);
  });
});

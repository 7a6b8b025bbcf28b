import { describe, expect, test } from '@jest/globals';
import { quarterMs } from './dirty.ts';
import { type About, SharedRows } from './shared-rows.ts';

const about = (what: string, from: number, to: number): About => ({
  what,
  range: { from: from * quarterMs, to: to * quarterMs },
});

/** Reads that tell how many there have been. */
function counting(): () => Promise<number> {
  let reads = 0;
  return () => Promise.resolve(++reads);
}

describe('rows of a feed', () => {
  test('are read once for all sites that ask about the same', async () => {
    const rows = new SharedRows();
    const read = counting();
    expect([
      await rows.get('chain', about('blocks', 0, 1), read),
      await rows.get('chain', about('blocks', 0, 1), read),
    ]).toEqual([1, 1]);
    expect(await rows.get('other', about('blocks', 0, 1), read)).toBe(2);
    expect(await rows.get('chain', about('blocks', 1, 2), read)).toBe(3);
  });

  test('are read again once the feed has told more, and those of other feeds are not', async () => {
    const rows = new SharedRows();
    const [read, others] = [counting(), counting()];
    await rows.get('chain', about('blocks', 0, 1), read);
    await rows.get('power', about('prices', 0, 1), others);
    rows.forget('chain');
    expect([
      await rows.get('chain', about('blocks', 0, 1), read),
      await rows.get('power', about('prices', 0, 1), others),
    ]).toEqual([2, 1]);
  });

  test('that could not be read are asked for again', async () => {
    const rows = new SharedRows();
    await expect(rows.get('chain', about('blocks', 0, 1), () => Promise.reject(new Error('away')))).rejects.toThrow(
      'away',
    );
    expect(await rows.get('chain', about('blocks', 0, 1), counting())).toBe(1);
  });

  test('about a longer time are not kept for long', async () => {
    const rows = new SharedRows();
    const read = counting();
    for (let at = 0; at < 65; at++) await rows.get('chain', about('blocks', at, at + 3), read);
    expect(await rows.get('chain', about('blocks', 64, 67), read)).toBe(65);
    expect(await rows.get('chain', about('blocks', 0, 3), read)).toBe(66);
  });

  test('about the newest buckets serve the next rounds, those about a longer time do not', async () => {
    const rows = new SharedRows();
    const read = counting();
    await rows.get('chain', about('blocks', 7, 9), read);
    await rows.get('chain', about('blocks', 0, 9), read);
    rows.beginRound();
    expect(await rows.get('chain', about('blocks', 7, 9), read)).toBe(1);
    expect(await rows.get('chain', about('blocks', 0, 9), read)).toBe(3);
    rows.clear();
    expect(await rows.get('chain', about('blocks', 7, 9), read)).toBe(4);
  });
});

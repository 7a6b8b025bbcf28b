import { describe, expect, test } from '@jest/globals';
import { SharedRows } from './shared-rows.ts';

/** Reads that tell how many there have been. */
function counting(): () => Promise<number> {
  let reads = 0;
  return () => Promise.resolve(++reads);
}

describe('rows of a feed', () => {
  test('are read once for all sites that ask about the same', async () => {
    const rows = new SharedRows();
    const read = counting();
    expect([await rows.get('chain', 'blocks 0 1', read), await rows.get('chain', 'blocks 0 1', read)]).toEqual([1, 1]);
    expect(await rows.get('other', 'blocks 0 1', read)).toBe(2);
    expect(await rows.get('chain', 'blocks 1 2', read)).toBe(3);
  });

  test('are read again once the feed has told more, and those of other feeds are not', async () => {
    const rows = new SharedRows();
    const [read, others] = [counting(), counting()];
    await rows.get('chain', 'blocks', read);
    await rows.get('power', 'prices', others);
    rows.forget('chain');
    expect([await rows.get('chain', 'blocks', read), await rows.get('power', 'prices', others)]).toEqual([2, 1]);
  });

  test('that could not be read are asked for again', async () => {
    const rows = new SharedRows();
    await expect(rows.get('chain', 'blocks', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await rows.get('chain', 'blocks', counting())).toBe(1);
  });

  test('are not kept for long', async () => {
    const rows = new SharedRows();
    const read = counting();
    for (let at = 0; at < 65; at++) await rows.get('chain', `blocks ${at}`, read);
    expect(await rows.get('chain', 'blocks 64', read)).toBe(65);
    expect(await rows.get('chain', 'blocks 0', read)).toBe(66);
  });
});

import { describe, expect, jest, test } from '@jest/globals';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { type Reply, withRows } from './reply.ts';

const shown = (n: number): object => ({ n, name: `é${n}` });
const rowsOf = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
const told = { from: 'a', next: undefined };

describe('an answer with rows', () => {
  test.each([501, 1_000, 1_234])('of %d rows comes in parts, which are the JSON of the whole', async (count) => {
    const header = jest.fn();
    const answer = withRows({ header } as unknown as Reply, told, { rows: rowsOf(count), shown });
    expect(answer).toBeInstanceOf(Readable);
    expect(await text(answer as Readable)).toBe(JSON.stringify({ ...told, rows: rowsOf(count).map(shown) }));
    expect(header).toHaveBeenCalledWith('content-type', 'application/json; charset=utf-8');
  });

  test('of few rows comes whole', () => {
    expect(withRows({} as Reply, told, { rows: [1, 2], shown })).toEqual({ ...told, rows: [shown(1), shown(2)] });
  });

  test('lets others run between its parts', async () => {
    let turns = 0;
    const ticking = setInterval(() => turns++, 0);
    const answer = withRows({ header: jest.fn() } as unknown as Reply, told, { rows: rowsOf(5_000), shown });
    let parts = 0;
    for await (const _ of answer as Readable) if (turns > 0) parts++;
    clearInterval(ticking);
    expect(parts).toBeGreaterThan(1);
  });
});

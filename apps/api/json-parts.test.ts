import { describe, expect, test } from '@jest/globals';
import { JsonParts } from './json-parts.ts';

const shown = (n: number): object => ({ n, name: `é${n}` });
const rowsOf = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
const told = { from: 'a', next: undefined };

async function partsOf(count: number): Promise<string[]> {
  const parts: string[] = [];
  for await (const part of new JsonParts(told, { rows: rowsOf(count), shown }).written()) parts.push(part);
  return parts;
}

describe('JSON in parts', () => {
  test.each([0, 1, 500, 501, 1_000, 1_234])('of %d rows is that of the whole', async (count) => {
    expect((await partsOf(count)).join('')).toBe(JSON.stringify({ ...told, rows: rowsOf(count).map(shown) }));
  });

  test('of nothing but rows is JSON too', async () => {
    const parts: string[] = [];
    for await (const part of new JsonParts({}, { rows: [1], shown }).written()) parts.push(part);
    expect(JSON.parse(parts.join(''))).toEqual({ rows: [shown(1)] });
  });

  test('lets others run between its parts', async () => {
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns++;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    const parts = await partsOf(5_000);
    isDone = true;
    expect(turns).toBeGreaterThanOrEqual(parts.length - 2);
  });
});

import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { Store } from '#store';
import { type Asked, Together } from './together.ts';

const row = z.object({ site: z.string(), n: z.number() });

/** A store that answers each site with a row of its own, when it is told to. */
function waitingStore(): { store: Store; asked: string[][]; answer: () => void; fail: (error: Error) => void } {
  const asked: string[][] = [];
  const waiting: { resolve: (rows: unknown[]) => void; reject: (error: Error) => void; rows: unknown[] }[] = [];
  const query = (_: string, { params }: { params: { sites: string[] } }): Promise<unknown[]> => {
    asked.push(params.sites);
    const rows = params.sites.map((site) => ({ site, n: asked.length }));
    return new Promise((resolve, reject) => void waiting.push({ resolve, reject, rows }));
  };
  const next = () => waiting.shift() ?? { resolve: () => undefined, reject: () => undefined, rows: [] };
  return {
    store: { query } as unknown as Store,
    asked,
    answer: () => {
      const { resolve, rows } = next();
      resolve(rows);
    },
    fail: (error) => next().reject(error),
  };
}

const of = (site: string, from = 0): Asked => ({ site, revision: 1, params: { from } });
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(() => setImmediate(resolve)));

describe('what sites ask in one turn', () => {
  test('is one statement, and each has its own rows', async () => {
    const { store, asked, answer } = waitingStore();
    const together = new Together(store);
    const answers = ['a', 'b', 'c'].map((site) => together.rows('events', of(site), row));
    await turn();
    answer();
    expect(await Promise.all(answers)).toEqual(['a', 'b', 'c'].map((site) => [{ site, n: 1 }]));
    expect(asked).toEqual([['a', 'b', 'c']]);
  });

  test('is one statement for each range and kind', async () => {
    const { store, asked } = waitingStore();
    const together = new Together(store);
    void together.rows('events', of('a'), row);
    void together.rows('events', of('b', 900), row);
    void together.rows('jobs', of('b'), row);
    await turn();
    expect(asked).toEqual([['a'], ['b'], ['b']]);
  });

  test('about itself twice, of one site, is two statements', async () => {
    const { store, asked } = waitingStore();
    const together = new Together(store);
    void together.rows('events', of('a'), row);
    void together.rows('events', of('a'), row);
    await turn();
    expect(asked).toEqual([['a'], ['a']]);
  });

  test('fails for all of them where it fails, and is asked anew', async () => {
    const { store, asked, answer, fail } = waitingStore();
    const together = new Together(store);
    const answers = Promise.allSettled(['a', 'b'].map((site) => together.rows('events', of(site), row)));
    await turn();
    fail(new Error('away'));
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = together.rows('events', of('a'), row);
    await turn();
    answer();
    expect(await again).toEqual([{ site: 'a', n: 2 }]);
    expect(asked).toEqual([['a', 'b'], ['a']]);
  });
});

test('a statement that waits for those before it takes in what is asked meanwhile', async () => {
  const { store, asked, answer } = waitingStore();
  const together = new Together(store);
  for (const from of [1, 2, 3, 4]) void together.rows('events', of('a', from), row);
  await turn();
  expect(asked).toHaveLength(3);
  const late = together.rows('events', of('b', 4), row);
  await turn();
  answer();
  await turn();
  expect(asked[3]).toEqual(['a', 'b']);
  for (let left = 3; left > 0; left--) answer();
  expect(await late).toEqual([{ site: 'b', n: 4 }]);
});

test('what is aborted before its turn is not asked at all', async () => {
  const { store, asked } = waitingStore();
  const together = new Together(store);
  const leaving = new AbortController();
  const answer = together.rows('events', { ...of('a'), signal: leaving.signal }, row);
  leaving.abort();
  await expect(answer).rejects.toThrow();
  expect(asked).toEqual([]);
});

import { describe, expect, test } from '@jest/globals';
import type { Store } from '#store';
import { loadRows, start } from '../../test/support/loads.ts';
import { type LoadRow, quarterMs, readSeries } from './series.ts';

const levels = Array.from({ length: 8 }, () => ({ ai: 300, mining: 500 }));

/** Whether what boards did is read of a site of which loads and hashprices are known, and no policy of dispatch. */
async function readsBoards(rows: readonly LoadRow[]): Promise<boolean> {
  const asked: string[] = [];
  const hashprices = rows.map(({ start_ms }) => ({ start_ms, gross: 50, net: 49 }));
  const query = (statement: string): Promise<unknown[]> => {
    asked.push(statement);
    if (statement.includes('AS mining_halls')) return Promise.resolve([...rows]);
    return Promise.resolve(statement.includes('AS gross') ? hashprices : []);
  };
  const store = { query } as unknown as Pick<Store, 'query'>;
  const window = { from: start, to: start + rows.length * quarterMs };
  await readSeries(store, { site: 'prairie', zone: 'UTC', currency: 'USD', ...window });
  return asked.some((statement) => statement.includes('AS busy_ms'));
}

describe('what boards did, of a site without policies of dispatch', () => {
  test('is read where a model may stand for them: with load of both workloads, a contract and a hashprice', async () => {
    expect(await readsBoards(loadRows(levels))).toBe(true);
  });

  test.each([
    { without: 'AI halls', lacks: { ai_halls: 0 } },
    { without: 'mining halls', lacks: { mining_halls: 0 } },
    { without: 'a contract', lacks: { contracted_j: 0 } },
    { without: 'hashprices', lacks: { hashprice_ms: 0 } },
  ])('is not read for nothing: not of a site without $without', async ({ lacks }) => {
    expect(await readsBoards(loadRows(levels).map((row) => ({ ...row, ...lacks })))).toBe(false);
  });
});

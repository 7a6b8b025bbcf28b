import { describe, expect, test } from '@jest/globals';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { z } from 'zod';
import { createStore, safeInteger, type Store } from '#store';
import { isEmbedded, login, startEngineProcess, stopEngineProcess, temporaryFolder } from './harness.ts';
import { date, int64, nativeBlock, strings } from './native.ts';

const kills = 50;
const rowsPerBlock = 20_000;
const timeoutMs = 240_000;

function block(id: number): Buffer {
  const numbers = Array.from({ length: rowsPerBlock }, (_, index) => index);
  return nativeBlock({
    block: int64(numbers.map(() => BigInt(id))),
    n: int64(numbers.map((n) => BigInt(n))),
    day: date(numbers.map(() => 20_000 + (id % 3))),
    device: strings(numbers.map((n) => `device-${(n * 7919 + id) % 5_000}`)),
  });
}

const found = z.object({ block: safeInteger, rows: safeInteger, different: safeInteger });
const statement = `INSERT INTO reading SELECT * FROM input('block Int64, n Int64, day Date, device String') WHERE 1 FORMAT Native`;

async function storedBlocks(store: Store): Promise<Map<number, number>> {
  const sql = 'SELECT block, count() AS rows, uniqExact(n) AS different FROM reading GROUP BY block';
  const rows = await store.query(sql, { schema: found });
  for (const row of rows) expect([row.block, row.rows, row.different]).toEqual([row.block, rowsPerBlock, rowsPerBlock]);
  return new Map(rows.map((row) => [row.block, row.rows]));
}

/** Sends blocks one after the other until the engine dies; tells which were acknowledged. */
async function insertUntilKilled(store: Store, acknowledged: Set<number>, firstId: number): Promise<number> {
  for (let id = firstId; ; id++) {
    try {
      await store.insertBlock({ statement, body: block(id) });
      acknowledged.add(id);
    } catch (error) {
      expect(error).toMatchObject({ code: expect.stringMatching(/^STORE_(UNKNOWN|UNAVAILABLE)$/) });
      return id + 1;
    }
  }
}

(isEmbedded ? describe : describe.skip)('an engine that is killed', () => {
  test(
    `again and again while it inserts has every block whole or not at all, and every acknowledged one`,
    async () => {
      const folder = temporaryFolder();
      const random = xoroshiro128plus(20_261_123);
      const acknowledged = new Set<number>();
      let next = 0;
      for (let done = 0; done < kills; done++) {
        const engine = await startEngineProcess(folder.path);
        const store = createStore({ url: engine.url, database: 'default', ...login });
        await store.command(
          'CREATE TABLE IF NOT EXISTS reading (block Int64, n Int64, day Date, device LowCardinality(String)) ENGINE = MergeTree PARTITION BY day ORDER BY (device, n)',
        );
        const stored = await storedBlocks(store);
        expect([...acknowledged].filter((id) => !stored.has(id))).toEqual([]);
        const inserting = insertUntilKilled(store, acknowledged, next);
        const timer = setTimeout(() => engine.child.kill('SIGKILL'), uniformInt(random, 10, 300));
        next = await inserting;
        clearTimeout(timer);
        await engine.exited;
        await store.close();
      }
      expect(acknowledged.size).toBeGreaterThan(kills / 2);
      const engine = await startEngineProcess(folder.path);
      const store = createStore({ url: engine.url, database: 'default', ...login });
      const stored = await storedBlocks(store);
      expect([...acknowledged].filter((id) => !stored.has(id))).toEqual([]);
      await store.close();
      expect(await stopEngineProcess(engine)).toBe(0);
      folder.remove();
    },
    timeoutMs,
  );
});

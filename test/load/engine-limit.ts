import { join } from 'node:path';
import { z } from 'zod';
import { topics } from '#contracts';
import { systemClock } from '#runtime';
import { integer } from '#store';
import { telemetryTopics } from './dataset.ts';
import { type BenchStack, engineCpu, merged } from './stack.ts';

export interface EngineLimit {
  readonly rowsPerSecond: number;
  /** CPU seconds per million rows, merges included. */
  readonly cpu: number;
}

const counted = z.object({ rows: integer });

/**
 * How fast the engine itself is: each reading table of a loaded stack is written to a file of its own Native format, and from that file
 * into an empty table like it by one INSERT … SELECT with the engine's own settings.
 */
export async function measureEngineLimit(stack: BenchStack): Promise<EngineLimit> {
  const { store, directory } = stack;
  const tables = telemetryTopics.map((topic) => topics[topic].table);
  const fileOf = (table: string): string => join(directory, `${table}.native`);
  let rows = 0;
  for (const table of tables) {
    await store.command(`INSERT INTO FUNCTION file('${fileOf(table)}', 'Native') SELECT * FROM ${table}`);
    await store.command(`CREATE TABLE limit_${table} AS ${table}`);
    const [count] = await store.query(`SELECT count() AS rows FROM ${table}`, { schema: counted });
    rows += Number(count?.rows);
  }
  await merged(stack);
  const cpu = engineCpu(stack);
  const began = systemClock.monotonic();
  for (const table of tables)
    await store.command(`INSERT INTO limit_${table} SELECT * FROM file('${fileOf(table)}', 'Native')`);
  const seconds = (systemClock.monotonic() - began) / 1000;
  await merged(stack);
  return { rowsPerSecond: rows / seconds, cpu: ((engineCpu(stack) - cpu) * 1e6) / rows };
}

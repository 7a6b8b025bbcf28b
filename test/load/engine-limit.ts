import { join } from 'node:path';
import { z } from 'zod';
import { topics } from '#contracts';
import { silentLogger, systemClock } from '#runtime';
import { safeInteger } from '#store';
import { openRollups } from '../../apps/processor/rollups.ts';
import { telemetryTopics } from './dataset.ts';
import { type BenchStack, engineCpu, merged } from './stack.ts';
import { rollupTables, sizeOf } from './stored-size.ts';

export interface EngineLimit {
  readonly rowsPerSecond: number;
  /** CPU seconds per million rows, merges included. */
  readonly cpu: number;
  /** With the rows of their rollups from such files as well, which nobody computed: what no loader with rollups can exceed. */
  readonly withRollupRows: {
    readonly rowsPerSecond: number;
    readonly cpu: number;
  };
  readonly withRollups: {
    readonly rowsPerSecond: number;
    readonly engineCpu: number;
    /** Of whoever recomputes, which is this process. */
    readonly recomputeCpu: number;
  };
}

const extent = z.object({ site: z.string(), from: safeInteger, to: safeInteger });

/** Recomputes all rollups of the readings that are stored, none of which has any. Resolves to CPU seconds of this process. */
async function recomputeAll({ store }: BenchStack, siteFiles: readonly string[]): Promise<number> {
  const options = {
    store,
    siteFiles: siteFiles.join(','),
    clock: systemClock,
    logger: silentLogger,
    publishGraceMs: 0,
  };
  const before = process.cpuUsage();
  const rollup = await openRollups(options);
  for (const topic of telemetryTopics) {
    const sql = `SELECT site, toUnixTimestamp64Milli(min(started_at)) AS from, toUnixTimestamp64Milli(max(ended_at)) AS to
      FROM ${topics[topic].table} GROUP BY site`;
    for (const { site, from, to } of await store.query(sql, { schema: extent })) rollup.mark(topic, site, from, to);
  }
  await rollup.recompute();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Writes tables to files of their own and makes empty tables like them; resolves to what fills these from the files. */
async function copying(stack: BenchStack, tables: readonly string[]): Promise<() => Promise<void>> {
  const { store, directory } = stack;
  const fileOf = (table: string): string => join(directory, `${table}.native`);
  for (const table of tables) {
    await store.command(`INSERT INTO FUNCTION file('${fileOf(table)}', 'Native') SELECT * FROM ${table}`);
    await store.command(`CREATE TABLE limit_${table} AS ${table}`);
  }
  await merged(stack);
  return async () => {
    for (const table of tables)
      await store.command(`INSERT INTO limit_${table} SELECT * FROM file('${fileOf(table)}', 'Native')`);
  };
}

/**
 * How fast the engine itself is: each reading table of a loaded stack is written to a file of its own Native format, and from that file
 * into an empty table like it by one INSERT … SELECT with the engine's own settings. Then how fast it is with one recompute of all rollups,
 * and with the rows of those in files like these.
 */
export async function measureEngineLimit(stack: BenchStack, siteFiles: readonly string[]): Promise<EngineLimit> {
  const tables = telemetryTopics.map((topic) => topics[topic].table);
  const { rows } = await sizeOf(stack, tables);
  const timed = async (run: () => Promise<unknown>): Promise<{ seconds: number; cpu: number }> => {
    const [before, began] = [engineCpu(stack), systemClock.monotonic()];
    await run();
    const seconds = (systemClock.monotonic() - began) / 1000;
    await merged(stack);
    return { seconds, cpu: engineCpu(stack) - before };
  };
  const inserted = await timed(await copying(stack, tables));
  let recomputeCpu = 0;
  const recomputed = await timed(async () => (recomputeCpu = await recomputeAll(stack, siteFiles)));
  const rolled = await timed(await copying(stack, rollupTables));
  const perMillion = (cpu: number): number => (cpu * 1e6) / rows;
  return {
    rowsPerSecond: rows / inserted.seconds,
    cpu: perMillion(inserted.cpu),
    withRollupRows: {
      rowsPerSecond: rows / (inserted.seconds + rolled.seconds),
      cpu: perMillion(inserted.cpu + rolled.cpu),
    },
    withRollups: {
      rowsPerSecond: rows / (inserted.seconds + recomputed.seconds),
      engineCpu: perMillion(inserted.cpu + recomputed.cpu),
      recomputeCpu: perMillion(recomputeCpu),
    },
  };
}

import { compress } from '@mongodb-js/zstd';
import { z } from 'zod';
import { topics } from '#contracts';
import { integer } from '#store';
import { type Dataset, telemetryTopics } from './dataset.ts';
import { value, type Value } from './notes.ts';
import { type BenchStack, merged } from './stack.ts';

const sizes = z.object({ bytes: integer, rows: integer });

/** What tables have in the store, copies that are not merged away yet included. */
export async function sizeOf(
  { store }: BenchStack,
  tables: readonly string[],
): Promise<{ bytes: number; rows: number }> {
  const [row] = await store.query(
    `SELECT sum(bytes_on_disk) AS bytes, sum(rows) AS rows FROM system.parts
     WHERE active AND database = {database:String} AND table IN {tables:Array(String)}`,
    { params: { database: store.database, tables }, schema: sizes },
  );
  return { bytes: Number(row?.bytes), rows: Number(row?.rows) };
}

const rolled = ['asic', 'gpu', 'cooling', 'meter', 'inference', 'site', 'bucket'];
/** What rolling up readings puts into the store. */
export const rollupTables: readonly string[] = [...rolled.map((name) => `rollup_${name}`), 'site_1m'];

/** Bytes on disk of a loaded stack after its merges, of readings and of what is rolled up from them. */
export async function measureStored(stack: BenchStack): Promise<Value[]> {
  const readings = telemetryTopics.map((topic) => topics[topic].table);
  for (const table of [...readings, ...rollupTables]) await stack.store.command(`OPTIMIZE TABLE ${table} FINAL`);
  await merged(stack);
  const raw = await sizeOf(stack, readings);
  const rollups = await sizeOf(stack, rollupTables);
  return [
    value('stored.reading', raw.bytes / raw.rows, 'bytes per reading'),
    value('stored.rollups', rollups.bytes / raw.rows, 'bytes per reading'),
    value('stored.rollup_share', (100 * rollups.bytes) / raw.bytes, '% of the readings'),
  ];
}

const batchesAtOnce = 128;

/** Bytes of batches as they go over the wire: compressed by as many of a topic as a collector sends at once when it has them. */
export async function measureWire({ messages, readings }: Dataset): Promise<Value[]> {
  let bytes = 0;
  let whole = 0;
  for (const topic of telemetryTopics) {
    const values = messages.filter((message) => message.topic === topic).map(({ record }) => record.value);
    for (let from = 0; from < values.length; from += batchesAtOnce) {
      const some = Buffer.concat(values.slice(from, from + batchesAtOnce));
      whole += some.length;
      bytes += (await compress(some, 3)).length;
    }
  }
  return [
    value('wire.plain', whole / readings, 'bytes per reading'),
    value('wire.compressed', bytes / readings, 'bytes per reading'),
  ];
}

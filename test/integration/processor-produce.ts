import { expect } from '@jest/globals';
import { z } from 'zod';
import type { Topic } from '#contracts';
import { systemClock } from '#runtime';
import { integer } from '#store';
import { asicBatch, encodeBatch } from '../support/batches.ts';
import { type Stack, until } from './processor-stack.ts';

const topic: Topic = 'telemetry.asic';
const dayMs = 86_400_000;
const badEnergy = -1;
const sites = ['north', 'south', 'east', 'west'];

/** What a collector has sent: acknowledged batches by channel, with the totals of their good rows. */
export interface Sent {
  readonly collector: string;
  batches: number;
  rows: number;
  dead: number;
  energyJ: number;
}

/** Appends batches of all sites and of three days until told to stop; some twice or late, some with a bad row. */
export async function produce(stack: Stack, collector: string, isDone: () => boolean): Promise<Sent> {
  const sent: Sent = { collector, batches: 0, rows: 0, dead: 0, energyJ: 0 };
  const now = systemClock.now();
  let earlier: { key: string; value: Buffer }[] = [];
  for (let sequence = 1; !isDone(); sequence++) {
    const records = sites.map((site) => {
      const rows = 1 + Math.floor(Math.random() * 40);
      const hasBad = Math.random() < 0.05;
      const at = now - (sequence % 3) * dayMs - sequence * 1_000;
      const energy = (row: number): number => (hasBad && row === 0 ? badEnergy : 1_000 + row);
      sent.batches += 1;
      sent.rows += rows - (hasBad ? 1 : 0);
      sent.dead += hasBad ? 1 : 0;
      for (let row = hasBad ? 1 : 0; row < rows; row++) sent.energyJ += 1_000 + row;
      return { key: site, value: encodeBatch(topic, asicBatch({ now, sequence, collector, site, rows, at, energy })) };
    });
    const copies = Math.random() < 0.3 ? earlier : [];
    await stack.stream.append(topic, [...records, ...copies]);
    earlier = records;
    await systemClock.sleep(5);
  }
  return sent;
}

const storedRow = z.object({ batches: integer, places: integer, rows: integer, energyJ: integer.nullable() });
const deadRow = z.object({ rows: integer });

async function stored(stack: Stack, collector: string): Promise<z.output<typeof storedRow> | undefined> {
  const [row] = await stack.store.query(
    `SELECT uniqExact(site, sequence) AS batches, uniqExact(src_partition, src_offset) AS places, count() AS rows,
            sum(energy_j) AS energyJ
     FROM reading_asic WHERE collector = {collector:String}`,
    { params: { collector }, schema: storedRow },
  );
  return row;
}

async function dead(stack: Stack, collector: string): Promise<number> {
  const sql = 'SELECT count() AS rows FROM dead_letter FINAL WHERE collector = {collector:String}';
  const [row] = await stack.store.query(sql, { params: { collector }, schema: deadRow });
  return Number(row?.rows);
}

const gapRow = z.object({ site: z.string(), sequences: z.array(z.coerce.number()) });

/** What is there and what is not, for the error of a test that waited in vain. */
async function account(stack: Stack, sent: Sent): Promise<string> {
  const highest = sent.batches / sites.length;
  const gaps = await stack.store.query(
    `SELECT site, arrayFilter(s -> NOT has(groupUniqArray(sequence), s), range(1, {end:UInt64})) AS sequences
     FROM reading_asic WHERE collector = {collector:String} GROUP BY site`,
    { params: { collector: sent.collector, end: highest + 1 }, schema: gapRow },
  );
  const found = { sent, stored: await stored(stack, sent.collector), dead: await dead(stack, sent.collector), gaps };
  return JSON.stringify(found, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

/** Waits until as many rows are there as were sent, and holds everything against what was sent. */
export async function expectAllOnce(stack: Stack, sent: Sent): Promise<void> {
  await until(
    `${sent.rows} rows`,
    async () => Number((await stored(stack, sent.collector))?.rows) >= sent.rows,
    60_000,
  ).catch(async (error: unknown) => {
    throw new Error(await account(stack, sent), { cause: error });
  });
  await until(`${sent.dead} dead letters`, async () => (await dead(stack, sent.collector)) >= sent.dead);
  const found = await stored(stack, sent.collector);
  expect(await dead(stack, sent.collector)).toBe(sent.dead);
  // A batch of a single bad row leaves no row.
  expect(found).toMatchObject({ places: found?.batches, rows: sent.rows, energyJ: sent.energyJ });
}

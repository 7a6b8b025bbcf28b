import { randomUUID } from 'node:crypto';
import type { Store } from '#store';

/** Tables that a recompute writes; in a scratch database they begin empty. */
const empty = [
  'rollup_bucket',
  'rollup_asic',
  'rollup_gpu',
  'rollup_cooling',
  'rollup_meter',
  'rollup_inference',
  'rollup_site',
  'site_1m',
  'calendar',
] as const;
/** Small ones that are read with FINAL, which views have not. */
const copied = ['register_site', 'register_hall', 'register_contract', 'register_unit', 'register_fact'] as const;
const viewed = [
  'reading_asic',
  'reading_gpu',
  'reading_cooling',
  'reading_meter',
  'reading_inference',
  'market_power',
  'market_carbon',
  'market_chain',
  'market_block',
  'market_gpu',
  'site_event',
  'site_job',
] as const;

/** A database beside the store's own, in which everything can be computed anew from the same readings. */
export interface Scratch {
  readonly database: string;
  readonly store: Store;
}

/** Runs `use` with a scratch database, which is dropped afterwards. Throws what the store throws, also when it grants no CREATE DATABASE. */
export async function withScratch<Result>(
  store: Store,
  openStore: (database: string) => Store,
  use: (scratch: Scratch) => Promise<Result>,
): Promise<Result> {
  const database = `${store.database}_scratch_${randomUUID().slice(0, 8)}`;
  const scratch = openStore(database);
  try {
    await scratch.createDatabase();
    for (const table of [...empty, ...copied])
      await store.command(`CREATE TABLE ${database}.${table} AS ${store.database}.${table}`);
    for (const table of copied)
      await store.command(`INSERT INTO ${database}.${table} SELECT * FROM ${store.database}.${table}`);
    for (const table of viewed)
      await store.command(`CREATE VIEW ${database}.${table} AS SELECT * FROM ${store.database}.${table}`);
    return await use({ database, store: scratch });
  } finally {
    await store.command(`DROP DATABASE IF EXISTS ${database}`).catch(() => undefined);
    await scratch.close();
  }
}

import { connect } from './connection.ts';
import { createReads } from './reads.ts';
import type { Store, StoreOptions } from './store.ts';
import { createWrites } from './writes.ts';

/** Connects to ClickHouse, lazily: nothing is sent before the first statement. */
export function createStore(options: StoreOptions): Store {
  const { database = 'coload' } = options;
  const connection = connect({ ...options, database });
  return {
    database,
    ...createReads(connection),
    ...createWrites(connection),
    createDatabase: async ({ onCluster } = {}) => {
      const outside = connect({ ...options, database: 'default' });
      const cluster = onCluster === undefined ? '' : ` ON CLUSTER '${onCluster}'`;
      const created = createWrites(outside).command(`CREATE DATABASE IF NOT EXISTS \`${database}\`${cluster}`);
      await created.finally(() => outside.client.close());
    },
    close: () => connection.client.close(),
  };
}

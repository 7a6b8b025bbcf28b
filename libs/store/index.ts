export { createStore } from './client.ts';
export { loaderUser } from './engine/request.ts';
export type { Remedy } from './failure.ts';
export { migrate, type Migrated, type MigrateOptions } from './migrate.ts';
export { dictionary, nativeBlock, type NativeColumn, textsAt, textsOf } from './native.ts';
export {
  blocksOf,
  type Large,
  type NumberColumn,
  numbersOfHalves,
  type Rows,
  type TextColumn,
} from './native-reader.ts';
export type { Block, Columns, Params, QueryOptions, StatementOptions, Store, StoreOptions } from './store.ts';
export { bigInteger, instant, integer, safeInteger } from './values.ts';

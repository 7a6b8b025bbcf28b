import { monthly } from './monthly.ts';
import type { PeerTable } from './table.ts';

export type { PeerTable, TableLine } from './table.ts';

/** Every table that is served. */
export const tables: readonly PeerTable[] = [monthly];

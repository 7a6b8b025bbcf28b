export type { RollupDifference } from './compare.ts';
export { type ReconcileOptions, reconcileRollups, type RollupsReconciled } from './reconcile.ts';
export { publishRegister } from './register.ts';
export type { Recomputed } from './rounds.ts';
export { openRollup, type Rollup, type RollupOptions } from './rollup.ts';
export type { RollupSite } from './site-rollup.ts';

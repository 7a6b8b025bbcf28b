export { publishRegister } from './register.ts';
export { openRollup, type Rollup, type RollupOptions } from './rollup.ts';

export type { InstanceTime } from './instances.ts';
export { areAlike, mergeReadings } from './merge.ts';
export { Meter, type MeterOptions } from './meter.ts';
export { type ClassPlan, meteringPlans, type QuantityPlan } from './plan.ts';
export type { Boot, Counter, InstanceActivity, Poll } from './poll.ts';
export type { MeterState, Reading } from './reading.ts';

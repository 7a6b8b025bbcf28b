export { meteringPlans, type QuantityPlan } from './plan.ts';
export type { Boot, Counter, Poll } from './poll.ts';

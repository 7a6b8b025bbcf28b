import { flag } from '#contracts';
import { type Amount, plausibleShare } from './counter.ts';
import type { QuantityPlan } from './plan.ts';
import type { MeterState } from './reading.ts';

/**
 * Integrates the held gauge of quantity `i` over `heldMs` into `result`.
 * The sum runs in whole thousandths of the base unit and is rounded as a running total, so no order of adding changes it.
 */
export function integrate(state: MeterState, i: number, plan: QuantityPlan, limit: Limit, result: Amount): void {
  result.amount = null;
  result.flags = 0;
  const held = state.held[i] ?? null;
  if (held === null) return;
  const signed = held * (plan.scale ?? 1);
  const rate = plan.isSigned ? signed : Math.max(0, signed);
  if (Math.abs(rate) > limit.maxRate * plausibleShare) {
    result.flags = flag.implausible;
    return;
  }
  const thousandths = Math.round(rate * limit.heldMs) + (state.carry[i] ?? 0);
  result.amount = Math.round(thousandths / 1000);
  state.carry[i] = thousandths - result.amount * 1000;
}

/** Counts into `result` whether a gauge that shows the last of something shows another now; one that shows the same again is not seen. */
export function countChange(before: number | null, now: number | null, result: Amount): void {
  result.flags = 0;
  result.amount = before === null || now === null ? null : Number(now !== before && now !== 0);
}

export interface Limit {
  /** Base units per second. */
  readonly maxRate: number;
  readonly heldMs: number;
}

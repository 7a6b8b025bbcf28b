import { Temporal } from 'temporal-polyfill';
import { type Arm, arms, type Policy } from './policy.ts';
import type { Work } from './work.ts';

export const quarterMs = 900_000;
/** After a change of policy the load is still that of the one before. */
export const washoutMs = 2 * 3_600_000;
const dayShare = 0.8;

/** One day of site time of a trial: how many quarters of an hour were under a policy, of how many it is known what was made, and what that was. */
export interface TrialDay<Made = Work> {
  /** UTC ms of its first instant. */
  readonly at: number;
  readonly due: number;
  readonly known: number;
  readonly made: readonly { readonly arm: Arm; readonly work: Made }[];
}

/** Puts what was made in several quarters of an hour together, as far as it adds up. */
export type Together<Made> = (some: readonly Made[]) => readonly Made[];

/** A span of time and the zone whose days it has, UTC ms. */
export interface Window {
  readonly zone: string;
  readonly from: number;
  readonly to: number;
}

/** The quarters of an hour that lie wholly under a policy, once it has taken hold. */
function* quartersUnder({ from, to }: Policy, window: Window): Generator<number> {
  const first = Math.ceil((from + washoutMs) / quarterMs) * quarterMs;
  const end = Math.min(to, window.to);
  for (let at = Math.max(first, window.from); at + quarterMs <= end; at += quarterMs) yield at;
}

function dayOf<Made>(
  { at, due, made }: { at: number; due: number; made: readonly { arm: Arm; work: Made }[] },
  together: Together<Made>,
): TrialDay<Made> {
  const under = (arm: Arm): Made[] => made.filter((each) => each.arm === arm).map(({ work }) => work);
  return {
    at,
    due,
    known: made.length,
    made: arms.flatMap((arm) => together(under(arm)).map((work) => ({ arm, work }))),
  };
}

/** What was made under policies that follow one another, by day. */
export function daysOf<Made extends { readonly at: number }>(
  policies: readonly Policy[],
  { work, together }: { readonly work: readonly Made[]; readonly together: Together<Made> },
  window: Window,
): TrialDay<Made>[] {
  const workAt = new Map(work.map((each) => [each.at, each]));
  const days: { at: number; due: number; made: { arm: Arm; work: Made }[] }[] = [];
  let end = -Infinity;
  for (const policy of policies) {
    for (const at of quartersUnder(policy, window)) {
      if (at >= end) {
        const day = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(window.zone).startOfDay();
        end = day.add({ days: 1 }).epochMilliseconds;
        days.push({ at: day.epochMilliseconds, due: 0, made: [] });
      }
      const day = days.at(-1);
      const made = workAt.get(at);
      if (day) day.due++;
      if (made) day?.made.push({ arm: policy.arm, work: made });
    }
  }
  return days.map((day) => dayOf(day, together));
}

/** Whether most of a day is known. */
export const isWhole = ({ due, known }: TrialDay<unknown>): boolean => known >= dayShare * due;

/** Whether anything of a day was made under a policy. */
export const has = ({ made }: TrialDay<unknown>, arm: Arm): boolean => made.some((each) => each.arm === arm);

/** Share of the time under a policy that is known. */
export function coverageOf(days: readonly TrialDay<unknown>[]): number {
  const due = days.reduce((total, day) => total + day.due, 0);
  return due > 0 ? days.reduce((total, day) => total + day.known, 0) / due : 0;
}

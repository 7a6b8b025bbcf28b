import { groupBy } from '#runtime';
import { type HallWork, hallWorkTogether } from './hall-work.ts';
import { preTrendOf } from './holdout.ts';
import { misfitOf } from './interrupted.ts';
import { overlap, type Policy, succession } from './policy.ts';
import { type Hashprice, replay } from './replay.ts';
import { unpricedOf } from './switchback.ts';
import { coverageOf, daysOf, has, isWhole, type TrialDay, type Window } from './trial-day.ts';
import { type Work, workTogether } from './work.ts';

const hourMs = 3_600_000;
const weekMs = 7 * 24 * hourMs;
/** An interrupted series is held against twelve months, halls against the same halls over eight weeks. */
const baseDays = { interrupted: 365, holdout: 56 } as const;

/**
 * Switchback: policies that take turns within weeks. Hold-out: mining halls that are kept on the policy which the others left.
 * Interrupted: one change, after twelve months of the other. Replay: hybrid dispatch alone, beside what static dispatch would have made.
 */
export type Design = 'switchback' | 'holdout' | 'interrupted' | 'replay';

interface Extent {
  /** Share of the time under a policy that is known, and its whole enough days: of one change those after it. */
  readonly coverage: number;
  readonly known: number;
}

/** Hybrid dispatch held against static dispatch. */
export type Trial = Extent &
  (
    | { readonly design: null; readonly lacking: string }
    | {
        readonly design: 'switchback' | 'interrupted';
        /** Why it says nothing all the same; null when it may. */
        readonly lacking: string | null;
        readonly zone: string;
        /** Days that the design counts, in order. */
        readonly days: readonly TrialDay[];
      }
    | {
        readonly design: 'holdout';
        readonly lacking: string | null;
        /** Halls that stay on static dispatch. */
        readonly held: ReadonlySet<string>;
        readonly days: readonly TrialDay<HallWork>[];
      }
    | {
        /** No measured one: static dispatch is worked out for the same hours. */
        readonly design: 'replay';
        readonly lacking: null;
        /** Why nothing measured stands in its place. */
        readonly instead: string;
        readonly days: readonly TrialDay[];
      }
  );

/** What stands for a trial where there is none. */
export const noTrial = (lacking: string): Trial => ({ design: null, lacking, coverage: 0, known: 0 });

/** Days of the weeks, counted from the first day, in which both policies have days that are known. */
function pairedDays(days: readonly TrialDay[]): TrialDay[] {
  const [first] = days;
  if (!first) return [];
  // A change of the clock moves a week's first instant by an hour.
  const weeks = groupBy(days, ({ at }) => String(Math.floor((at - first.at + hourMs) / weekMs)));
  const isPaired = (week: readonly TrialDay[]): boolean =>
    week.some((day) => has(day, 'hybrid')) && week.some((day) => has(day, 'static'));
  return [...weeks.values()].filter(isPaired).flat();
}

function switchbackOf(days: readonly TrialDay[], zone: string): Trial {
  const paired = pairedDays(days);
  if (paired.length === 0) return noTrial('no week has days of both hybrid and static dispatch');
  const known = paired.filter(isWhole).length;
  return { design: 'switchback', lacking: unpricedOf(paired), zone, days: paired, coverage: coverageOf(paired), known };
}

/** Days before and after one change, without its own, which is of neither, and how many of them are whole. */
function parted<Made>(all: readonly TrialDay<Made>[]): { days: TrialDay<Made>[]; base: number } & Extent {
  const days = all.filter((day) => !(has(day, 'hybrid') && has(day, 'static')));
  const whole = days.filter(isWhole);
  const known = whole.filter((day) => has(day, 'hybrid')).length;
  return { days, base: whole.length - known, known, coverage: coverageOf(days) };
}

const shortOf = (base: number, needed: number): string =>
  `${base} of the ${needed} days of static dispatch that it needs before the change are known`;

function interruptedOf(all: readonly TrialDay[], zone: string): Trial {
  const { base, ...of } = parted(all);
  const needed = baseDays.interrupted;
  const lacking = base < needed ? shortOf(base, needed) : misfitOf(of.days, zone);
  return { design: 'interrupted', lacking, zone, ...of };
}

function holdoutOf(all: readonly TrialDay<HallWork>[], held: ReadonlySet<string>): Trial {
  const { base, ...of } = parted(all);
  const needed = baseDays.holdout;
  const lacking = base < needed ? shortOf(base, needed) : preTrendOf(of.days, held);
  return { design: 'holdout', lacking, held, ...of };
}

/** What a site and its mining halls made. */
export interface Made {
  readonly work: readonly Work[];
  readonly hallWork: readonly HallWork[];
}

/** The trial that policies of dispatch make of what a site did within a window: the best of the designs that they allow. */
export function trialOf(policies: readonly Policy[], { work, hallWork }: Made, window: Window): Trial {
  const ofSite = succession(policies.filter(({ hall }) => hall === null));
  if (ofSite.length === 0) return noTrial('no policy of dispatch is known: neither hybrid nor static days');
  if (!ofSite.some(({ arm }) => arm === 'hybrid')) return noTrial('no day of hybrid dispatch is known');
  if (!ofSite.some(({ arm }) => arm === 'static')) return noTrial('no day of static dispatch is known');
  const isOneChange = ofSite.length === 2 && ofSite[0]?.arm === 'static';
  const ofWork = { work, together: workTogether };
  if (!isOneChange) return switchbackOf(daysOf(ofSite, ofWork, window), window.zone);
  const still = policies.filter(({ hall, arm }) => hall !== null && arm === 'static');
  if (still.length === 0) return interruptedOf(daysOf(ofSite, ofWork, window), window.zone);
  const held = groupBy(still, ({ hall }) => hall ?? '');
  const spans = ofSite.flatMap((policy) => (policy.arm === 'static' ? [policy] : overlap(policy, [...held.values()])));
  return holdoutOf(daysOf(spans, { work: hallWork, together: hallWorkTogether }, window), new Set(held.keys()));
}

/** What a model takes: as `replay`, and the policies that were in force. */
interface Replayed {
  readonly policies: readonly Policy[];
  readonly work: readonly Work[];
  readonly hashprices: ReadonlyMap<number, Hashprice>;
}

/**
 * A modelled trial in place of a measured one that says nothing; that itself where it says something, or too little is known to model one. What ran under static
 * dispatch is no hybrid to be held against a model of it.
 */
export function replayOf(measured: Trial, { policies, work, hashprices }: Replayed, zone: string): Trial {
  const instead = measured.lacking;
  if (instead === null) return measured;
  const still = succession(policies.filter(({ hall }) => hall === null)).filter(({ arm }) => arm === 'static');
  const ran = work.filter(({ at }) => !still.some(({ from, to }) => from <= at && at < to));
  const days = replay({ work: ran, hashprices }, zone);
  if (!days || unpricedOf(days) !== null) return measured;
  return {
    design: 'replay',
    lacking: null,
    instead,
    days,
    coverage: coverageOf(days),
    known: days.filter(isWhole).length,
  };
}

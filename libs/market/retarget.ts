import { difficultyOf, halvingBlocks, maxTarget, subsidySat } from './bitcoin.ts';
import { fault } from './fault.ts';
import { compact, compactUnit, epochBlocks, mostFactor } from './targets.ts';

/** What the rule aims at for an epoch, s. */
const aimedS = 1_209_600;
/** The rule measures from the first block of an epoch to its last: the interval to the next epoch is left out. */
const intervals = epochBlocks - 1;
/** Standard deviation of the times in headers, s: the clocks of miners are not exact, and may be off by two hours. */
const headerS = 600;
/** Standard deviation of what the hash rate of the network changes by within an epoch; it fell by a fifth in that of the halving of 2020. */
const changeShare = 0.1;
/** What is stated as the uncertainty. */
const deviations = 3;

/** A block whose time is known. */
export interface Anchor {
  readonly height: number;
  /** Time in its header, UTC ms. */
  readonly at: number;
}

/** What the chain pays from a block on, until that of the next. */
export interface DerivedTerm {
  /** First block that it is of: the first of an epoch, or of a halving in one. */
  readonly height: number;
  readonly difficulty: number;
  readonly subsidySat: number;
  /** When it begins and ends, UTC ms. */
  readonly from: number;
  readonly to: number;
  /** Three standard deviations of `from`, s. */
  readonly uncertainS: number;
}

export interface Derived {
  readonly terms: readonly DerivedTerm[];
  /** The first epoch that could not be reached in either direction, and why; null where the list ends. */
  readonly stops: { readonly before: string | null; readonly behind: string | null };
}

/** A time and its variance, s and s². */
interface Moment {
  readonly s: number;
  readonly variance: number;
}

/** How long an epoch took, from its first block to its last: what rounding of the next target leaves open is in the variance. */
function spanOf(target: bigint, next: bigint): Moment | string {
  if (next === maxTarget) return 'its difficulty stayed 1, the least there is, however long it took';
  if (next === compact(target / mostFactor))
    return 'its difficulty rose fourfold, the most there is, however short it was';
  if (next === compact(target * mostFactor))
    return 'its difficulty fell to a quarter, the most there is, however long it took';
  const secondsOf = (amount: bigint): number => (Number((amount << 64n) / target) / 2 ** 64) * aimedS;
  const [least, open] = [secondsOf(next), secondsOf(compactUnit(next))];
  return { s: least + open / 2, variance: open ** 2 / 12 };
}

/** The interval that the rule leaves out. */
function gapOf({ s }: Moment): Moment {
  const mean = s / intervals;
  return { s: mean, variance: mean ** 2 + headerS ** 2 };
}

/**
 * Between two blocks of one epoch, so many intervals apart: blocks come at random, and faster or slower as the hash rate changes, but all of
 * them together took what they took.
 */
function within({ s, variance }: Moment, count: number): Moment {
  const part = count / intervals;
  const ofParts = (part * (1 - part)) / (intervals + 1);
  const ofChange = (part * (1 - part) * changeShare) ** 2;
  const ofHeaders = count === 0 || count === intervals ? 0 : headerS ** 2;
  return { s: s * part, variance: variance * part ** 2 + s ** 2 * (ofParts + ofChange) + ofHeaders };
}

const plus = (a: Moment, b: Moment, sign = 1): Moment => ({ s: a.s + sign * b.s, variance: a.variance + b.variance });

class Epochs {
  readonly #targets: readonly bigint[];
  readonly #anchor: Anchor;
  readonly #at: number;
  readonly #starts = new Map<number, Moment>();
  readonly stops: { before: string | null; behind: string | null } = { before: null, behind: null };

  constructor(targets: readonly bigint[], anchor: Anchor) {
    this.#targets = targets;
    this.#anchor = anchor;
    this.#at = Math.floor(anchor.height / epochBlocks);
    const own = this.#span(this.#at);
    if (typeof own === 'string') throw fault(`block ${anchor.height}`, `nothing can be derived from its epoch: ${own}`);
    const known: Moment = { s: anchor.at / 1000, variance: 0 };
    const count = anchor.height - this.#at * epochBlocks;
    this.#starts.set(this.#at, plus(known, within(own, count), -1));
    this.#starts.set(this.#at + 1, plus(plus(known, within(own, intervals - count)), gapOf(own)));
    this.stops.behind = this.#walk(this.#at + 1, 1);
    this.stops.before = this.#walk(this.#at, -1);
  }

  #span(epoch: number): Moment | string {
    const [target, next] = [this.#targets[epoch], this.#targets[epoch + 1]];
    if (target === undefined || next === undefined) return 'the list has no target behind it';
    return spanOf(target, next);
  }

  /** Follows the epochs from a start that is known; says why it ends before the list does. */
  #walk(from: number, step: 1 | -1): string | null {
    for (let epoch = from; ; epoch += step) {
      const passed = step === 1 ? epoch : epoch - 1;
      const start = this.#starts.get(epoch);
      if (!start || passed < 0 || passed >= this.#targets.length - 1) return null;
      const span = this.#span(passed);
      if (typeof span === 'string') return `${passed * epochBlocks}: ${span}`;
      this.#starts.set(epoch + step, plus(start, plus(span, gapOf(span)), step));
    }
  }

  /** When a block came; undefined where that cannot be derived. */
  timeOf(height: number): Moment | undefined {
    const epoch = Math.floor(height / epochBlocks);
    const count = height - epoch * epochBlocks;
    const start = this.#starts.get(epoch);
    if (count === 0 || !start) return start;
    const span = this.#span(epoch);
    if (typeof span === 'string') return undefined;
    if (epoch !== this.#at) return plus(start, within(span, count));
    const apart = height - this.#anchor.height;
    return plus({ s: this.#anchor.at / 1000, variance: 0 }, within(span, Math.abs(apart)), Math.sign(apart));
  }
}

/** The heights at which what the chain pays changes. */
function turns(epochs: number): number[] {
  const heights = new Set(Array.from({ length: epochs }, (_, epoch) => epoch * epochBlocks));
  for (let height = halvingBlocks; height < epochs * epochBlocks; height += halvingBlocks) heights.add(height);
  return [...heights].sort((a, b) => a - b);
}

/**
 * Difficulty and subsidy by time from the targets of all epochs and one block whose time is known. A target is the one before times how
 * long the epoch took, over two weeks: so targets tell how long each took but for one interval in 2016, which counts as the mean of its epoch, and is
 * why the uncertainty grows with the root of the distance from the anchor. Of an epoch whose target was at a bound of the rule, such as the first ones
 * at difficulty 1, no time is known, and nothing beyond it. The last target of the list has no end, and is left out. Throws `FEED_ANSWER`
 * where the anchor is in an epoch of which no time is known.
 */
export function deriveTerms(targets: readonly bigint[], anchor: Anchor): Derived {
  const epochs = new Epochs(targets, anchor);
  const heights = turns(targets.length);
  const terms = heights.flatMap((height, index): DerivedTerm[] => {
    const next = heights[index + 1];
    const target = targets[Math.floor(height / epochBlocks)];
    const [from, to] = [epochs.timeOf(height), next === undefined ? undefined : epochs.timeOf(next)];
    if (!from || !to || target === undefined) return [];
    const msOf = ({ s }: Moment): number => Math.round(s) * 1000;
    const uncertainS = Math.ceil(deviations * Math.sqrt(from.variance));
    return [
      {
        height,
        difficulty: difficultyOf(target),
        subsidySat: subsidySat(height),
        from: msOf(from),
        to: msOf(to),
        uncertainS,
      },
    ];
  });
  return { terms, stops: epochs.stops };
}

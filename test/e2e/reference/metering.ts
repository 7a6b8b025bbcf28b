import type { Poll } from './answers.ts';
import type { UnitClass } from './site.ts';
import { rounded } from './whole.ts';

/** What a unit did between two answers: (from, to], whole amounts by quantity, null where unknown. */
export interface Interval {
  readonly from: number;
  readonly to: number;
  /** Longer than a value is held, so that its shape is not known. */
  readonly isBridged: boolean;
  /** How long values were held, ms. */
  readonly heldMs: number;
  readonly amounts: Readonly<Record<string, bigint | null>>;
}

/** Which quantities are differences of counters; `lifetime` counts on over restarts. The others integrate a value that was held. */
const counted: Readonly<Record<UnitClass, Readonly<Record<string, 'lifetime' | 'since start'>>>> = {
  asic: { accepted: 'since start', rejected: 'since start', stale: 'since start' },
  gpu: { energy: 'since start' },
  cooling: {},
  meter: { energy: 'lifetime' },
};
export const held: Readonly<Record<UnitClass, readonly string[]>> = {
  asic: ['energy', 'rate'],
  gpu: ['limit', 'sm', 'tensor'],
  cooling: ['heat'],
  meter: [],
};

const longestMs = 86_400_000;
/** A value is held for so many poll periods. */
const heldPolls = 3;
/** A fall that nothing explains moves the base after so many polls that do not fall again. */
const agreeingPolls = 3;
/** Uptimes are whole seconds, and an answer takes time. */
const uptimeSlackMs = 2_000;

const toWhole = (thousandths: bigint): bigint => rounded(thousandths, 1000n);

interface Base {
  value: bigint;
  at: number;
}

/** What a counter did at each poll since the poll before, in whole units; null where that is unknown. */
function differences(polls: readonly Poll[], name: string, isLifetime: boolean): (bigint | null)[] {
  let base: Base | null = null;
  let disputed: bigint[] = [];
  return polls.map((poll) => {
    const counter = poll.counters[name];
    if (!counter) return null;
    const { value, modulus } = counter;
    const last: Base | null = base;
    const isAgreed = disputed.length > 0 && value >= (disputed.at(-1) ?? 0n);
    const move = (): void => {
      base = { value, at: poll.at };
      disputed = [];
    };
    if (last === null || poll.at - last.at > longestMs) {
      move();
      return null;
    }
    if (!isLifetime && poll.uptimeMs !== undefined && poll.uptimeMs + uptimeSlackMs < poll.at - last.at) {
      move();
      return toWhole(value);
    }
    if (value >= last.value) {
      move();
      return toWhole(value) - toWhole(last.value);
    }
    if (modulus !== undefined && last.value * 10n > modulus * 9n) {
      move();
      return toWhole(value + modulus) - toWhole(last.value);
    }
    disputed = isAgreed ? [...disputed, value] : [value];
    if (disputed.length === agreeingPolls) move();
    return null;
  });
}

/** The integral of a value from each poll to the next, held for `heldMs` at most, in whole units of a running total. */
function integrals(polls: readonly Poll[], name: string, longestHeldMs: number): (bigint | null)[] {
  let total = 0n;
  return polls.map((poll, index) => {
    const before = polls[index - 1];
    const value = before?.gauges[name];
    if (before === undefined || value === undefined || poll.at - before.at > longestMs) return null;
    const earlier = rounded(total, 1_000_000_000n);
    total += (value > 0n ? value : 0n) * BigInt(Math.min(poll.at - before.at, longestHeldMs));
    return rounded(total, 1_000_000_000n) - earlier;
  });
}

/** Meters one unit: an interval for each poll but the first. */
export function intervalsOf(polls: readonly Poll[], unitClass: UnitClass, pollMs: number): Interval[] {
  const longestHeldMs = heldPolls * pollMs;
  const columns: [string, (bigint | null)[]][] = [
    ...Object.entries(counted[unitClass]).map(([name, kind]): [string, (bigint | null)[]] => [
      name,
      differences(polls, name, kind === 'lifetime'),
    ]),
    ...held[unitClass].map((name): [string, (bigint | null)[]] => [name, integrals(polls, name, longestHeldMs)]),
  ];
  return polls.slice(1).map((poll, index) => {
    const elapsedMs = poll.at - (polls[index]?.at ?? 0);
    return {
      from: poll.at - Math.min(elapsedMs, longestMs),
      to: poll.at,
      isBridged: elapsedMs > longestHeldMs,
      heldMs: elapsedMs > longestMs ? 0 : Math.min(elapsedMs, longestHeldMs),
      amounts: Object.fromEntries(columns.map(([name, column]) => [name, column[index + 1] ?? null])),
    };
  });
}

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AlertRule, declareRules } from '#alerting';
import type { Change, Saved } from './alert-log.ts';
import { Judge } from './judge.ts';
import type { Observed } from './observe.ts';

const quarterMs = 900_000;
const lookBack = 4;

const [rule] = declareRules(
  [
    {
      id: 'high',
      title: 'High',
      severity: 'info',
      metric: 'ipue',
      summary: '{{ value }}',
      condition: { kind: 'threshold', above: 2, clear_at: 1 },
      for: '1h15m',
      keep_firing: '1h15m',
    },
  ],
  'test',
);
if (!rule) throw new Error('no rule');

const observed = (site: string, index: number, value: number | null): Observed => {
  const at = (index + 1) * quarterMs;
  const bucket = {
    start: at - quarterMs,
    end: at,
    unit: '1',
    numerator: null,
    denominator: null,
    coverage: 1,
    through: at,
  };
  const row = {
    metric: 'ipue' as const,
    site,
    ...bucket,
    value,
    quality: value === null ? ('none' as const) : ('ok' as const),
  };
  return { at, row, look: () => ({ at, measured: row }) };
};

/** What a log keeps, as the scheduler does. */
class Log {
  states = new Map<string, Saved>();

  keep(changes: readonly Change[]): void {
    for (const { notifications, reason: _reason, ...saved } of changes) {
      const notification = notifications.at(-1) ?? this.states.get(saved.fingerprint)?.notification ?? null;
      this.states.set(saved.fingerprint, { ...saved, notification });
    }
  }

  /** The same states, as another process reads them. */
  read(): Map<string, Saved> {
    return new Map(this.states);
  }
}

interface Round {
  readonly isRestarted: boolean;
  readonly isRepeated: boolean;
  readonly value: number | null;
}

/** The keys of all that is told over some rounds, each of which sees the last buckets, and in which of them. */
function told(rounds: readonly Round[], observedRule: AlertRule): string[] {
  const log = new Log();
  const keys: string[] = [];
  const seen: Observed[] = [];
  let judge = new Judge(log.states);
  for (const [index, { value, isRestarted, isRepeated }] of rounds.entries()) {
    seen.push(observed('alpha', index, value));
    for (let again = 0; again < (isRepeated ? 2 : 1); again++) {
      if (isRestarted) {
        log.states = log.read();
        judge = new Judge(log.states);
      }
      const through = new Map([['alpha', (index + 1) * quarterMs]]);
      const all = new Map([[observedRule, seen.slice(-lookBack)]]);
      const changes = judge.judge(all, { rules: [observedRule], through, now: (index + 1) * quarterMs });
      log.keep(changes);
      keys.push(...changes.flatMap(({ notifications }) => notifications.map(({ dedupKey }) => `${index} ${dedupKey}`)));
    }
  }
  return keys;
}

/** Stretches of one value, since a rule waits for longer than a round looks back. */
const stretch = fc
  .tuple(
    fc.constantFrom(null, 0, 1.5, 3),
    fc.array(fc.record({ isRestarted: fc.boolean(), isRepeated: fc.boolean() }), { minLength: 1, maxLength: 9 }),
  )
  .map(([value, rounds]) => rounds.map((each): Round => ({ ...each, value })));

describe('a judge that remembers', () => {
  test('tells the same as one that begins anew with the log, whenever it does, and whatever is judged twice', () => {
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 8 }), (stretches) => {
        const rounds = stretches.flat();
        const plain = rounds.map(({ value }) => ({ value, isRestarted: false, isRepeated: false }));
        expect(told(rounds, rule)).toEqual(told(plain, rule));
      }),
      { numRuns: 500 },
    );
  });

  test('fires anew after the alert of a device was withdrawn', () => {
    const log = new Log();
    const judge = new Judge(log.states);
    const statuses: string[] = [];
    const take = (index: number, group: readonly Observed[]): void => {
      const known = {
        rules: [rule],
        through: new Map([['alpha', (index + 2) * quarterMs]]),
        now: (index + 1) * quarterMs,
      };
      const changes = judge.judge(new Map([[rule, group]]), known);
      log.keep(changes);
      statuses.push(...changes.map(({ state }) => state.status));
    };
    const hours = [0, 5];
    for (const index of hours) take(index, [observed('alpha', index, 3)]);
    take(6, []);
    for (const index of hours) take(7 + index, [observed('alpha', 7 + index, 3)]);
    expect(statuses).toEqual(['pending', 'firing', 'resolved', 'pending', 'firing']);
  });
});

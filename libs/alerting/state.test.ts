import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Alert,
  type AlertRuleInput,
  type AlertState,
  declareRules,
  type Evaluation,
  initialState,
  labelsOf,
  type Measured,
  type Notification,
  type Outcome,
  step,
  withdraw,
} from '#alerting';

const minute = 60_000;

function alertOf(change: Partial<AlertRuleInput> = {}): Alert {
  const [rule] = declareRules(
    [
      {
        id: 'pue',
        title: 'PUE',
        severity: 'warning',
        metric: 'ipue',
        condition: { kind: 'threshold', above: 1.4, clear_at: 1.3 },
        for: '2m',
        keep_firing: '3m',
        summary: 'PUE of {{ site }} {{ value }} ({{ numerator }} ÷ {{ denominator }}, {{ coverage }}) {{ status }}',
        description: '{{ reason }} since {{ started_at }}: {{ explain }}',
        ...change,
      },
    ],
    'test',
  );
  if (!rule) throw new Error('no rule');
  return { rule, labels: labelsOf(rule, { site: 'north', hall: 'a' }) };
}

const measured: Measured = {
  start: 0,
  end: 900_000,
  value: 1.5,
  unit: '1',
  numerator: 150,
  denominator: 100,
  coverage: 0.956,
  quality: 'ok',
  through: 900_000,
};

type Said = Outcome | 'between';

const said = (minutes: number, what: Said): Evaluation => ({
  at: minutes * minute,
  outcome: what === 'between' ? 'clear' : what,
  isBetween: what === 'between',
  reason: `it ${what}`,
  measured,
});

interface Ran {
  readonly state: AlertState;
  readonly notifications: readonly Notification[];
  readonly statuses: readonly string[];
}

function run(alert: Alert, evaluations: readonly Evaluation[], from: AlertState = initialState): Ran {
  let state = from;
  const notifications: Notification[] = [];
  const statuses: string[] = [];
  for (const evaluation of evaluations) {
    const next = step(alert, state, evaluation);
    state = next.state;
    notifications.push(...next.notifications);
    statuses.push(state.status);
  }
  return { state, notifications, statuses };
}

const everyMinute = (...outcomes: Said[]): Evaluation[] => outcomes.map((what, index) => said(index, what));

describe('an alert', () => {
  test.each<[string, Said[], string[]]>([
    [
      'fires once the condition has held for as long as `for`',
      ['holds', 'holds', 'holds'],
      ['pending', 'pending', 'firing'],
    ],
    [
      'starts anew when it was clear in between',
      ['holds', 'holds', 'clear', 'holds'],
      ['pending', 'pending', 'inactive', 'pending'],
    ],
    [
      'does not count unknown time towards `for`',
      ['holds', 'unknown', 'unknown', 'holds', 'holds', 'holds'],
      ['pending', 'pending', 'pending', 'pending', 'pending', 'firing'],
    ],
    [
      'does not begin between the limit and where it clears',
      ['between', 'between', 'between', 'between'],
      Array(4).fill('inactive') as string[],
    ],
    ['does not begin while nothing is known', ['unknown', 'unknown', 'unknown'], Array(3).fill('inactive') as string[]],
  ])('%s', (_, outcomes, statuses) => {
    expect(run(alertOf(), everyMinute(...outcomes)).statuses).toEqual(statuses);
  });

  const firing = run(alertOf(), everyMinute('holds', 'holds', 'holds')).state;
  const after = (...outcomes: Said[]) =>
    run(
      alertOf(),
      outcomes.map((what, index) => said(3 + index, what)),
      firing,
    ).statuses;

  test.each<[string, Said[], string[]]>([
    [
      'resolves once it was clear for as long as `keep_firing`',
      ['clear', 'clear', 'clear', 'clear'],
      ['firing', 'firing', 'firing', 'resolved'],
    ],
    [
      'fires on between the limit and where it clears',
      Array(9).fill('between') as Said[],
      Array(9).fill('firing') as string[],
    ],
    ['fires on while nothing is known', Array(9).fill('unknown') as Said[], Array(9).fill('firing') as string[]],
    [
      'does not count unknown time towards `keep_firing`',
      ['clear', 'unknown', 'unknown', 'clear', 'clear'],
      Array(5).fill('firing') as string[],
    ],
    [
      'counts anew when it held in between',
      ['clear', 'clear', 'holds', 'clear', 'clear', 'clear'],
      Array(6).fill('firing') as string[],
    ],
    [
      'is inactive after it was resolved',
      ['clear', 'clear', 'clear', 'clear', 'clear'],
      [...(Array(3).fill('firing') as string[]), 'resolved', 'inactive'],
    ],
  ])('that fires %s', (_, outcomes, statuses) => {
    expect(after(...outcomes)).toEqual(statuses);
  });

  test('without `for` and `keep_firing` fires and resolves at once', () => {
    const alert = alertOf({ for: '0s', keep_firing: '0s' });
    expect(run(alert, everyMinute('holds', 'clear', 'holds')).statuses).toEqual(['firing', 'resolved', 'firing']);
  });

  test('is told of with its value, what it is made of, and when it began and ended', () => {
    const alert = alertOf({ keep_firing: '0s' });
    const [fired, resolved] = run(alert, everyMinute('holds', 'holds', 'holds', 'clear')).notifications;
    expect(fired).toMatchObject({
      status: 'firing',
      startedAt: 0,
      endedAt: null,
      labels: { alertname: 'pue', severity: 'warning', site: 'north' },
      summary: 'PUE of north 1.5 (150 ÷ 100, 95.6 %) firing',
      description: 'it holds since 1970-01-01T00:00:00.000Z: /v1/explain?metric=ipue&from=0&to=900000&site=north',
    });
    expect(resolved).toMatchObject({ status: 'resolved', startedAt: 0, endedAt: 3 * minute });
    expect(resolved?.alertKey).toBe(fired?.alertKey);
    expect(resolved?.dedupKey).not.toBe(fired?.dedupKey);
  });

  test('does not read a label as a template', () => {
    const alert = { ...alertOf({ for: '0s' }), labels: { site: '{{ value }}' } };
    expect(run(alert, [said(0, 'holds')]).notifications[0]?.summary).toMatch(/^PUE of \{\{ value \}\} 1\.5/);
  });

  test('ends when it is withdrawn, even while nothing is known, and only once', () => {
    const once = withdraw(alertOf(), firing, said(9, 'unknown'));
    expect(once.notifications).toMatchObject([{ status: 'resolved', startedAt: 0, endedAt: 9 * minute }]);
    expect(withdraw(alertOf(), once.state, said(10, 'unknown'))).toEqual({ state: once.state, notifications: [] });
    expect(withdraw(alertOf(), initialState, said(1, 'unknown')).notifications).toEqual([]);
  });
});

const outcomes = fc.constantFrom<Said>('holds', 'clear', 'unknown', 'between');
const timed = fc.record({ minutes: fc.nat(40), what: outcomes });
/** One verdict for each event time, as the rollups give it. */
const timeline = fc
  .array(timed, { maxLength: 40 })
  .map((list) => [...new Map(list.map(({ minutes, what }) => [minutes, said(minutes, what)])).values()]);
const inOrder = (list: readonly Evaluation[]) => [...list].sort((a, b) => a.at - b.at);
const timings = fc
  .record({ for: fc.constantFrom('0s', '1m', '5m'), keep_firing: fc.constantFrom('0s', '2m', '6m') })
  .map(alertOf);
const saved = (state: AlertState) => JSON.parse(JSON.stringify(state)) as AlertState;
const keysOf = (notifications: readonly Notification[]) => notifications.map(({ dedupKey }) => dedupKey);

describe('whatever the evaluations', () => {
  test('those that come late or again change nothing', () => {
    fc.assert(
      fc.property(timings, timeline, fc.array(fc.nat(1_000), { maxLength: 60 }), (alert, list, picks) => {
        const ordered = inOrder(list);
        // After each evaluation some that were there before come again.
        const disturbed = ordered.flatMap((evaluation, index) => [
          evaluation,
          ...picks
            .filter((pick) => pick % ordered.length === index)
            .map((pick) => ordered[pick % (index + 1)] ?? evaluation),
        ]);
        const plain = run(alert, ordered);
        const noisy = run(alert, disturbed);
        expect(noisy.state).toEqual(plain.state);
        expect(noisy.notifications).toEqual(plain.notifications);
      }),
    );
  });

  test('in any order, only those newer than all before count', () => {
    fc.assert(
      fc.property(timings, timeline, (alert, list) => {
        let newest = -1;
        const counted = list.filter(({ at }) => at > newest && ((newest = at), true));
        expect(run(alert, list).state).toEqual(run(alert, counted).state);
        expect(run(alert, list).notifications).toEqual(run(alert, counted).notifications);
      }),
    );
  });

  test('a kill after any of them, with the last states lost, tells the same by dedup key', () => {
    fc.assert(
      fc.property(timings, timeline, fc.array(fc.tuple(fc.nat(40), fc.nat(5))), (alert, list, kills) => {
        const ordered = inOrder(list);
        const states = [initialState];
        const sent: string[] = [];
        const left = [...kills];
        for (let done = 0; done < ordered.length;) {
          const evaluation = ordered[done];
          const state = states[done];
          if (!evaluation || !state) break;
          const next = step(alert, saved(state), evaluation);
          sent.push(...keysOf(next.notifications));
          states[++done] = next.state;
          const at = left.findIndex(([when]) => when === done);
          // What was done since the last save is done again.
          if (at >= 0) done = Math.max(0, done - (left.splice(at, 1)[0]?.[1] ?? 0));
        }
        const plain = run(alert, ordered);
        expect([...new Set(sent)]).toEqual(keysOf(plain.notifications));
        expect(states[ordered.length]).toEqual(plain.state);
      }),
    );
  });

  test('nothing is told twice, and firing and resolved take turns', () => {
    fc.assert(
      fc.property(timings, timeline, (alert, list) => {
        const { notifications } = run(alert, inOrder(list));
        expect(new Set(keysOf(notifications)).size).toBe(notifications.length);
        notifications.forEach(({ status, alertKey }, index) => {
          expect(status).toBe(index % 2 === 0 ? 'firing' : 'resolved');
          if (status === 'resolved') expect(alertKey).toBe(notifications[index - 1]?.alertKey);
        });
      }),
    );
  });

  test('unknown neither fires nor resolves anything', () => {
    fc.assert(
      fc.property(timings, timeline, fc.integer({ min: 1, max: 100_000 }), (alert, list, later) => {
        const { state } = run(alert, inOrder(list));
        const next = step(alert, state, said(40 + later, 'unknown'));
        expect(next.state.status).toBe(state.status);
        expect(next.notifications).toEqual([]);
      }),
    );
  });

  test('what fires has held for `for`, and what is resolved was clear for `keep_firing`', () => {
    fc.assert(
      fc.property(timings, timeline, (alert, list) => {
        let state = initialState;
        for (const evaluation of inOrder(list)) {
          const before = state;
          state = step(alert, state, evaluation).state;
          if (state.status === before.status) continue;
          if (state.status === 'firing')
            expect(evaluation.at - (state.startedAt ?? Number.NaN)).toBeGreaterThanOrEqual(alert.rule.forMs);
          if (state.status === 'resolved') {
            expect(evaluation.at - (state.endedAt ?? Number.NaN)).toBeGreaterThanOrEqual(alert.rule.keepFiringMs);
            expect(evaluation.outcome).toBe('clear');
          }
        }
      }),
    );
  });
});

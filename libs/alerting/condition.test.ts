import { describe, expect, test } from '@jest/globals';
import { type AlertRuleInput, declareRules, evaluate, type History, type Measured, weekBefore } from '#alerting';

function rule(condition: AlertRuleInput['condition'], metric = 'ipue') {
  const [found] = declareRules([{ id: 'r', title: 'R', severity: 'info', metric, condition, summary: 's' }], 'test');
  if (!found) throw new Error('no rule');
  return found;
}

const measured = (change: Partial<Measured> = {}): Measured => ({
  start: 0,
  end: 900_000,
  value: 1.5,
  unit: '1',
  numerator: 150,
  denominator: 100,
  coverage: 1,
  quality: 'ok',
  through: 900_000,
  ...change,
});

const at = 1_000_000;
const judge = (condition: AlertRuleInput['condition'], change: Partial<Measured> = {}, history: History = {}) =>
  evaluate(rule(condition), { at, measured: measured(change), history });

describe('a threshold', () => {
  const above = { kind: 'threshold', above: 1.4, clear_at: 1.3 } as const;
  const below = { kind: 'threshold', below: 1.2, clear_at: 1.3 } as const;

  test.each([
    [above, 1.41, 'holds', false],
    [above, 1.4, 'clear', true],
    [above, 1.31, 'clear', true],
    [above, 1.3, 'clear', false],
    [below, 1.19, 'holds', false],
    [below, 1.2, 'clear', true],
    [below, 1.3, 'clear', false],
    [{ kind: 'threshold', above: 1.4 } as const, 1.4, 'clear', false],
  ])('%j at %d: %s, between the limits %p', (condition, value, outcome, isBetween) => {
    expect(judge(condition, { value })).toMatchObject({ outcome, isBetween });
  });

  test('says why in words, with title, value and limit', () => {
    expect(judge(above).reason).toMatch(/ is 1\.5, above 1\.4$/);
    expect(judge(above, { value: 1.35 }).reason).toMatch(/ is 1\.35, between 1\.4 and 1\.3 where it clears$/);
  });

  test.each([null, Number.NaN, Number.POSITIVE_INFINITY])('of %p is unknown, never clear', (value) => {
    const verdict = judge(above, { value, quality: 'insufficient', reason: 'covered 40 %, less than 80 %' });
    expect(verdict).toMatchObject({ outcome: 'unknown', isBetween: false });
    expect(verdict.reason).toMatch(/covered 40 %/);
  });

  test('in one currency says nothing about a site that pays in another', () => {
    const price = rule({ kind: 'threshold', above: 100, unit: 'EUR/MWh' }, 'avg_price_paid');
    const inUnit = (unit: string) => evaluate(price, { at, measured: measured({ value: 200, unit }) });
    expect(inUnit('EUR/MWh').outcome).toBe('holds');
    expect(inUnit('USD/MWh').outcome).toBe('unknown');
  });
});

describe('a change against a week ago', () => {
  const rise = { kind: 'change', direction: 'rise', by: 0.2, clear_by: 0.1 } as const;
  const fall = { kind: 'change', direction: 'fall', by: 0.2 } as const;
  const either = { kind: 'change', direction: 'either', by: 0.2 } as const;

  test.each([
    [rise, 1.2, 'holds', false],
    [rise, 1.19, 'clear', true],
    [rise, 1.1, 'clear', false],
    [rise, 0.5, 'clear', false],
    [fall, 0.8, 'holds', false],
    [fall, 0.81, 'clear', false],
    [fall, 2, 'clear', false],
    [either, 1.2, 'holds', false],
    [either, 0.8, 'holds', false],
    [either, 1, 'clear', false],
  ])('%j from 1 to %d: %s', (condition, value, outcome, isBetween) => {
    expect(judge(condition, { value }, { reference: measured({ value: 1 }) })).toMatchObject({ outcome, isBetween });
  });

  test.each<[string, History]>([
    ['no bucket of a week ago', {}],
    ['no value a week ago', { reference: measured({ value: null }) }],
    ['nothing to divide by', { reference: measured({ value: 0 }) }],
    ['a negative price a week ago', { reference: measured({ value: -3 }) }],
    ['another unit a week ago', { reference: measured({ value: 1, unit: 'kW' }) }],
  ])('is unknown with %s', (_, history) => {
    expect(judge(rise, { value: 3 }, history).outcome).toBe('unknown');
  });

  test('is unknown without a value now', () => {
    expect(judge(fall, { value: null }, { reference: measured() }).outcome).toBe('unknown');
  });

  test('takes the same local time, through a clock change too', () => {
    const at = (text: string) => Date.parse(text);
    expect(weekBefore(at('2026-03-10T12:00:00-05:00'), 'America/Chicago')).toBe(at('2026-03-03T12:00:00-06:00'));
    expect(weekBefore(at('2026-11-03T12:00:00-06:00'), 'America/Chicago')).toBe(at('2026-10-27T12:00:00-05:00'));
    expect(weekBefore(at('2026-03-15T02:30:00-05:00'), 'America/Chicago')).toBe(at('2026-03-08T03:30:00-05:00'));
  });
});

describe('no data', () => {
  const condition = { kind: 'no_data', after: '5m' } as const;

  test.each<[string, Partial<Measured>, History, string]>([
    ['a reading 5 minutes ago', { through: at - 300_000 }, {}, 'holds'],
    ['a reading just later', { through: at - 299_999 }, {}, 'clear'],
    ['a reading from a clock that is ahead', { through: at + 60_000 }, {}, 'clear'],
    ['no reading, expected long since', { through: null }, { expectedSince: at - 300_000 }, 'holds'],
    ['no reading, expected just now', { through: null }, { expectedSince: at }, 'clear'],
    ['no reading, nobody knows since when', { through: null }, {}, 'unknown'],
  ])('with %s', (_, change, history, outcome) => {
    expect(judge(condition, { value: null, ...change }, history).outcome).toBe(outcome);
  });
});

describe('coverage below a minimum', () => {
  test.each([
    [0.79, 'holds'],
    [0, 'holds'],
    [0.8, 'clear'],
    [null, 'unknown'],
  ])('at %p: %s, though there is no value', (coverage, outcome) => {
    expect(judge({ kind: 'coverage_below', min: 0.8 }, { coverage, value: null }).outcome).toBe(outcome);
  });
});

describe('an anomaly', () => {
  const anomaly = { kind: 'anomaly', by: 4, clear_by: 2, least_change: 0.05 } as const;
  const weeksOf = (...values: (number | null)[]) => ({
    weeks: values.map((value) => (value === null ? null : measured({ value }))),
  });
  // Median 1, median distance from it 0.1: a robust deviation of 0.14826.
  const usual = weeksOf(0.9, 1.1, 1, 1.1, 0.9, 1, 50, 1);

  test.each<[Partial<AlertRuleInput['condition']>, number, string, boolean]>([
    [{}, 1.7, 'holds', false],
    [{}, 1.5, 'clear', true],
    [{}, 1.29, 'clear', false],
    [{}, 0.3, 'holds', false],
    [{ direction: 'rise' }, 0.3, 'clear', false],
    [{ direction: 'fall' }, 0.3, 'holds', false],
    [{ direction: 'fall' }, 1.7, 'clear', false],
    [{ least_change: 0.8 }, 1.7, 'clear', false],
  ])('%j at %d: %s, between the limits %p', (change, value, outcome, isBetween) => {
    const condition = { ...anomaly, ...change } as AlertRuleInput['condition'];
    expect(judge(condition, { value }, usual)).toMatchObject({ outcome, isBetween });
  });

  test('says what the value is, what it usually is, and of how many weeks', () => {
    expect(judge(anomaly, { value: 1.7 }, usual).reason).toMatch(
      / is 1\.7; at this time of the week it is 1 ± 0\.14826 \(8 weeks\)$/,
    );
  });

  test('is told by its change alone where all weeks were alike', () => {
    const alike = weeksOf(1, 1, 1, 1);
    expect(judge(anomaly, { value: 1.05 }, alike).outcome).toBe('clear');
    expect(judge(anomaly, { value: 1.06 }, alike).outcome).toBe('holds');
  });

  test.each<[string, Partial<Measured>, History, RegExp]>([
    ['fewer weeks are known than it takes', {}, weeksOf(1, 1, 1, null, null), /known of 3 of the 4 weeks/],
    ['nothing is known of any week', {}, {}, /known of 0 of the 4 weeks/],
    ['the value is missing', { value: null, reason: 'no readings' }, usual, /no readings/],
    ['the weeks are in another currency', { unit: 'EUR' }, usual, /known of 0 of the 4 weeks/],
  ])('is unknown, never clear, when %s', (_, change, history, reason) => {
    const verdict = judge(anomaly, change, history);
    expect(verdict).toMatchObject({ outcome: 'unknown', isBetween: false });
    expect(verdict.reason).toMatch(reason);
  });

  test('takes local times across a clock change, some weeks back', () => {
    const at = Date.parse('2026-11-10T12:00:00Z');
    expect(new Date(weekBefore(at, 'America/Chicago', 2)).toISOString()).toBe('2026-10-27T11:00:00.000Z');
  });
});

describe('an indicator', () => {
  test('is told with what its value does not say by itself', () => {
    const hot = rule({ kind: 'threshold', above: 0 }, 'dead_letters');
    const verdict = evaluate(hot, { at, measured: measured({ value: 2, note: 'the last: no such device' }) });
    expect(verdict).toMatchObject({ outcome: 'holds', reason: 'Dead letters is 2, above 0: the last: no such device' });
  });
});

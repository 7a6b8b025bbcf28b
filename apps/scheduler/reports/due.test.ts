import { expect, test } from '@jest/globals';
import { type Period, periodOf } from '#report';
import { duePeriods } from './due.ts';

const due = (now: string, last: Period | undefined, zones = ['UTC']): string[] =>
  duePeriods({ kind: 'day', at: '06:00', zones, now: Date.parse(now), last }).map(({ label }) => label);

test('the first issue is of the last period that has ended, not of all that were ever measured', () => {
  expect(due('2026-11-28T07:00:00Z', undefined)).toEqual(['2026-11-27']);
});

test('nothing is due twice', () => {
  expect(due('2026-11-28T07:00:00Z', periodOf('day', '2026-11-27'))).toEqual([]);
});

test('after a time without a scheduler each period is caught up with once, in order', () => {
  expect(due('2026-11-28T07:00:00Z', periodOf('day', '2026-11-24'))).toEqual([
    '2026-11-25',
    '2026-11-26',
    '2026-11-27',
  ]);
});

test('a very long time is caught up with in rounds', () => {
  const first = due('2026-11-28T07:00:00Z', periodOf('day', '2026-01-01'));
  expect(first).toHaveLength(31);
  expect(first[0]).toBe('2026-01-02');
});

test('a period is due when it has ended at the last of several sites', () => {
  expect(due('2026-11-28T07:00:00Z', undefined, ['Asia/Tokyo', 'America/Chicago'])).toEqual(['2026-11-26']);
});

import { expect, test } from '@jest/globals';
import { isOffPeak } from './off-peak.ts';

const always = { from: -Infinity, to: Infinity };
const at = (text: string): number => Date.parse(text);
const chicago = (entries: Parameters<typeof isOffPeak>[0], text: string): boolean | undefined =>
  isOffPeak(entries, 'America/Chicago', at(text));

test('hours that run past midnight are of the day on which they begin', () => {
  const friday = [{ ...always, days: ['fri' as const], start: '22:00', end: '06:00' }];
  expect(chicago(friday, '2026-01-09T22:00:00-06:00')).toBe(true);
  expect(chicago(friday, '2026-01-10T05:45:00-06:00')).toBe(true);
  expect(chicago(friday, '2026-01-10T06:00:00-06:00')).toBe(false);
  expect(chicago(friday, '2026-01-10T22:00:00-06:00')).toBe(false);
  expect(chicago(friday, '2026-01-09T05:45:00-06:00')).toBe(false);
});

test('hours are those of the site, on both sides of a change of the clocks', () => {
  const nights = [{ ...always, start: '00:00', end: '03:00' }];
  expect(chicago(nights, '2026-03-08T07:45:00Z')).toBe(true);
  expect(chicago(nights, '2026-03-08T08:00:00Z')).toBe(false);
  expect(chicago(nights, '2026-11-01T07:30:00Z')).toBe(true);
  expect(chicago(nights, '2026-11-01T08:45:00Z')).toBe(true);
  expect(chicago(nights, '2026-11-01T09:00:00Z')).toBe(false);
});

test('a holiday is off-peak beside the days of the week, and no other day by it', () => {
  const entries = [
    { ...always, days: ['sat' as const, 'sun' as const], start: '00:00', end: '24:00' },
    { ...always, dates: ['2026-12-25'], start: '00:00', end: '24:00' },
  ];
  expect(chicago(entries, '2026-12-25T12:00:00-06:00')).toBe(true);
  expect(chicago(entries, '2026-12-26T12:00:00-06:00')).toBe(true);
  expect(chicago(entries, '2026-12-24T12:00:00-06:00')).toBe(false);
});

test('while no calendar is in force nothing is said of an hour', () => {
  const from2027 = [{ from: at('2027-01-01T06:00:00Z'), to: Infinity, start: '00:00', end: '24:00' }];
  expect(chicago([], '2026-12-25T12:00:00-06:00')).toBeUndefined();
  expect(chicago(from2027, '2026-12-31T23:45:00-06:00')).toBeUndefined();
  expect(chicago(from2027, '2027-01-01T00:00:00-06:00')).toBe(true);
});

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { after, before, lastEnded, periodOf, spanOf, startsOf, yearBefore } from './period.ts';

const utc = (text: string): number => Date.parse(text);

test('a month lasts from its first midnight to that of the next month, in the zone of the site', () => {
  const { from, to } = spanOf(periodOf('month', '2026-03'), 'America/Chicago');
  expect([from, to]).toEqual([utc('2026-03-01T06:00:00Z'), utc('2026-04-01T05:00:00Z')]);
});

test('days have 23 and 25 hours where the clocks change', () => {
  const hours = (label: string): number => {
    const { from, to } = spanOf(periodOf('day', label), 'Europe/Berlin');
    return (to - from) / 3_600_000;
  };
  expect([hours('2026-03-29'), hours('2026-10-25'), hours('2026-10-26')]).toEqual([23, 25, 24]);
});

test('the period before, the one after and that of the year before are told by the calendar', () => {
  expect(before(periodOf('month', '2026-01')).label).toBe('2025-12');
  expect(after(periodOf('day', '2026-02-28')).label).toBe('2026-03-01');
  expect(yearBefore(periodOf('month', '2026-10')).label).toBe('2025-10');
  expect(yearBefore(periodOf('day', '2028-02-29')).label).toBe('2027-02-28');
});

test.each([
  ['2026-11-28T05:59:59Z', '2026-11-26'],
  ['2026-11-28T06:00:00Z', '2026-11-27'],
])('at %s the last day that has ended, at six in the morning, is %s', (now, label) => {
  expect(lastEnded('day', { zone: 'UTC', at: '06:00', now: utc(now) }).label).toBe(label);
});

test('a month has ended on the first of the next one, not before the hour of the report', () => {
  const at = (now: string): string => lastEnded('month', { zone: 'Europe/Berlin', at: '06:00', now: utc(now) }).label;
  expect([at('2026-11-01T04:59:00Z'), at('2026-11-01T05:00:00Z')]).toEqual(['2026-09', '2026-10']);
});

test.each([
  ['month', '2026-13'],
  ['month', '2026-10-01'],
  ['day', '2026-02-29'],
  ['day', 'yesterday'],
] as const)('no %s is called %s', (kind, label) => {
  expect(() => periodOf(kind, label)).toThrow(`${label} is not a ${kind}`);
});

const zones = ['UTC', 'America/Chicago', 'Europe/Berlin', 'Australia/Adelaide', 'America/Santiago', 'Pacific/Auckland'];

test('the hours and days of any period at any place follow one another from its beginning to its end', () => {
  const month = fc
    .tuple(fc.integer({ min: 2020, max: 2035 }), fc.integer({ min: 1, max: 12 }))
    .map(([year, of]) => periodOf('month', `${year}-${String(of).padStart(2, '0')}`));
  const day = month.map(({ label }) => periodOf('day', `${label}-28`));
  const grain = fc.constantFrom('hour' as const, 'day' as const);
  fc.assert(
    fc.property(fc.oneof(month, day), grain, fc.constantFrom(...zones), (period, grain, zone) => {
      const { from, to } = spanOf(period, zone);
      const starts = startsOf(period, grain, zone);
      const lengths = starts.map((start, index) => ((starts[index + 1] ?? to) - start) / 3_600_000);
      expect(starts[0]).toBe(from);
      const [least, most] = grain === 'hour' ? [1, 1] : [23, 25];
      expect(lengths.every((length) => length >= least && length <= most)).toBe(true);
    }),
  );
});

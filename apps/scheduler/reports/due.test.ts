import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { after, type Period, periodOf } from '#report';
import { weekdays } from '#runtime';
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

const officeDays = {
  workingDays: ['mon', 'tue', 'wed', 'thu', 'fri'],
  holidays: ['2026-12-25', '2026-12-28'],
} as const;

const dueAtWork = (now: string, last: string | undefined, zone = 'UTC'): string[] =>
  duePeriods({
    kind: 'day',
    at: '06:00',
    calendar: officeDays,
    zones: [zone],
    now: Date.parse(now),
    last: last === undefined ? undefined : periodOf('day', last),
  }).map(({ label }) => label);

test('what is due on a weekend goes out at the hour of the next working day, in order', () => {
  expect(dueAtWork('2026-11-28T23:00:00Z', '2026-11-26')).toEqual([]);
  expect(dueAtWork('2026-11-30T05:59:00Z', '2026-11-26')).toEqual([]);
  expect(dueAtWork('2026-11-30T06:00:00Z', '2026-11-26')).toEqual(['2026-11-27', '2026-11-28', '2026-11-29']);
});

test('a holiday moves it on, also where it is beside a weekend', () => {
  expect(dueAtWork('2026-12-28T12:00:00Z', '2026-12-23')).toEqual([]);
  expect(dueAtWork('2026-12-29T06:00:00Z', '2026-12-23')).toEqual([
    '2026-12-24',
    '2026-12-25',
    '2026-12-26',
    '2026-12-27',
    '2026-12-28',
  ]);
});

test('a month whose first day is a holiday is issued on the next working day', () => {
  const calendar = { workingDays: weekdays, holidays: ['2027-01-01'] };
  const at = (now: string): string[] => {
    const last = periodOf('month', '2026-11');
    const asked = { kind: 'month', at: '06:00', calendar, zones: ['UTC'], last } as const;
    return duePeriods({ ...asked, now: Date.parse(now) }).map(({ label }) => label);
  };
  expect([at('2027-01-01T12:00:00Z'), at('2027-01-02T06:00:00Z')]).toEqual([[], ['2026-12']]);
});

const zones = ['UTC', 'America/Chicago', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/Santiago', 'Africa/Cairo'];

test('whatever the calendar, each day is issued once, in order, on the first working day after it at its hour, also where the clocks change', () => {
  const date = fc.date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true });
  const calendars = fc.record({
    workingDays: fc.subarray([...weekdays], { minLength: 1 }),
    holidays: fc.array(
      date.map((day) => day.toISOString().slice(0, 10)),
      { maxLength: 20 },
    ),
  });
  // Each month that follows has nights of 23 or 25 hours in some of the zones.
  const months = fc.constantFrom('2026-03-25', '2026-09-04', '2026-10-08');
  const hours = fc.constantFrom('00:00', '00:30', '02:30', '06:00', '23:30');
  fc.assert(
    fc.property(calendars, hours, fc.constantFrom(...zones), months, (calendar, at, zone, from) => {
      const isWorking = (day: Temporal.PlainDate): boolean =>
        calendar.workingDays.includes(weekdays[day.dayOfWeek - 1] ?? 'mon') &&
        !calendar.holidays.includes(day.toString());
      let last = periodOf('day', from);
      const start = Date.parse(`${from}T12:00:00Z`) + 2 * 86_400_000;
      for (let now = start; now < start + 30 * 86_400_000; now += 1_800_000) {
        const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
        for (const period of duePeriods({ kind: 'day', at, calendar, zones: [zone], now, last })) {
          expect(period).toEqual(after(last));
          last = period;
          let first = Temporal.PlainDate.from(period.label).add({ days: 1 });
          while (!isWorking(first)) first = first.add({ days: 1 });
          if (now === start) continue;
          expect(local.toPlainDate().toString()).toBe(first.toString());
          expect(local.toPlainTime().since(at).total('minutes')).toBeLessThan(90);
        }
      }
    }),
    { numRuns: 20 },
  );
});

import { describe, expect, test } from '@jest/globals';
import { calendarRows } from './calendar.ts';

const hourS = 3600;
const lengths = (zone: string, day: number, grain: 'hour' | 'day'): number[] =>
  calendarRows(zone, day * 1000, (day + 1) * 1000)
    .filter((row) => row.grain === grain && row.bucket_start >= day && row.bucket_start < day + 25 * hourS)
    .map((row) => (row.bucket_end - row.bucket_start) / hourS);

describe('a calendar', () => {
  test.each([
    ['America/Chicago', '2026-03-08T06:00:00Z', 23],
    ['America/Chicago', '2026-11-01T05:00:00Z', 25],
    ['America/Chicago', '2026-06-10T05:00:00Z', 24],
    ['Asia/Kolkata', '2026-06-09T18:30:00Z', 24],
    ['America/Santiago', '2026-09-06T04:00:00Z', 23],
    ['Australia/Lord_Howe', '2026-04-04T13:00:00Z', 24.5],
  ])('of %s has a day from %s with %d hours', (zone, start, hours) => {
    expect(lengths(zone, Date.parse(start) / 1000, 'day')[0]).toBe(hours);
  });

  test('lays hours, days and months end to end, every hour within one day', () => {
    const rows = calendarRows('Australia/Lord_Howe', Date.UTC(2026, 2, 1), Date.UTC(2026, 10, 1));
    for (const grain of ['hour', 'day', 'month'] as const) {
      const of = rows.filter((row) => row.grain === grain);
      of.slice(1).forEach((row, index) => expect(row.bucket_start).toBe(of[index]?.bucket_end));
    }
    const starts = new Set(rows.filter((row) => row.grain === 'hour').map((row) => row.bucket_start));
    for (const row of rows.filter(({ grain }) => grain === 'day')) expect(starts).toContain(row.bucket_start);
    expect(rows.every((row) => row.bucket_start % 900 === 0)).toBe(true);
  });

  test('makes a short hour where the clock moves by half an hour', () => {
    expect(
      lengths('Australia/Lord_Howe', Date.UTC(2026, 3, 4, 13) / 1000, 'hour').filter((hours) => hours !== 1),
    ).toEqual([0.5]);
  });
});

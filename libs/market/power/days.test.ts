import { describe, expect, test } from '@jest/globals';
import { addressOfDay, AskedDays, dayIn, daySpan, isByDay, marketDay } from './days.ts';

const day = (text: string): number => dayIn(text) ?? Number.NaN;
const chicago = 'America/Chicago';
const hourMs = 3_600_000;

describe('the address of a day', () => {
  test.each([
    [
      'ercot',
      'http://e/x?deliveryDateFrom={date}&deliveryDateTo={date}',
      chicago,
      'http://e/x?deliveryDateFrom=2026-03-08&deliveryDateTo=2026-03-08',
    ],
    [
      'caiso',
      'http://c/z?start={from:yyyyMMddTHH:mm-0000}&end={to:yyyyMMddTHH:mm-0000}',
      'America/Los_Angeles',
      'http://c/z?start=20260308T08:00-0000&end=20260309T07:00-0000',
    ],
    [
      'pjm',
      'http://p/y?datetime_beginning_ept={date:M/d/yyyy} 00:00 to {date:M/d/yyyy} 23:59',
      'America/New_York',
      'http://p/y?datetime_beginning_ept=3/8/2026 00:00 to 3/8/2026 23:59',
    ],
    [
      'entsoe',
      'http://t/api?periodStart={from:yyyyMMddHHmm}&periodEnd={to:yyyyMMddHHmm}',
      'Europe/Brussels',
      'http://t/api?periodStart=202603072300&periodEnd=202603082300',
    ],
    ['nyiso', 'http://n/{date:yyyyMMdd}realtime_zone.csv', 'America/New_York', 'http://n/20260308realtime_zone.csv'],
    [
      'openelectricity',
      'http://o/NEM?date_start={date}T00:00:00&date_end={next}T00:00:00',
      '+10:00',
      'http://o/NEM?date_start=2026-03-08T00:00:00&date_end=2026-03-09T00:00:00',
    ],
    [
      'normal',
      'http://x/prices?from={from}&to={to}',
      'UTC',
      'http://x/prices?from=2026-03-08T00:00:00Z&to=2026-03-09T00:00:00Z',
    ],
  ])('of %s is as it is written there, on the day of a clock change too', (_, template, zone, address) => {
    expect(addressOfDay(template, day('2026-03-08'), zone)).toBe(address);
    expect(isByDay(template)).toBe(true);
  });

  test('is the address itself where it names no day', () => {
    expect(isByDay('http://x/prices?zone={a}')).toBe(false);
    expect(addressOfDay('http://x/prices', 1, 'UTC')).toBe('http://x/prices');
  });
});

test('a day has the hours of its zone, and is another day elsewhere', () => {
  const hours = (text: string): number => {
    const { from, to } = daySpan(day(text), chicago);
    return (to - from) / hourMs;
  };
  expect(['2026-03-08', '2026-06-01', '2026-11-01'].map(hours)).toEqual([23, 24, 25]);
  const at = Date.parse('2026-06-01T03:00:00Z');
  expect([marketDay(at, 'UTC'), marketDay(at, chicago)]).toEqual([day('2026-06-01'), day('2026-05-31')]);
});

describe('days that a feed is asked for', () => {
  const rules = { aheadDays: 0, catchUpDays: 4, rereadDays: 2, rereadMs: 6 * hourMs };
  const at = { today: 100, now: 0, isTold: true };

  test('are today and those that were missed, no further back than is allowed', () => {
    expect(new AskedDays(rules, 97).due(100, 0)).toEqual([100, 99, 98]);
    expect(new AskedDays(rules, 99).due(100, 0)).toEqual([100, 99, 98]);
    expect(new AskedDays(rules, 50).due(100, 0)).toEqual([100, 99, 98, 97, 96]);
    expect(new AskedDays(rules, null).due(100, 0)).toEqual([100, 99, 98, 97, 96]);
    expect(new AskedDays({ ...rules, aheadDays: 1 }, 99).due(100, 0)).toEqual([101, 100, 99, 98]);
  });

  test('are past ones a few at a time, so that today is not kept waiting', () => {
    const days = new AskedDays({ ...rules, catchUpDays: 30 }, null);
    expect(days.due(100, 0)).toEqual([100, 99, 98, 97, 96, 95]);
    for (const each of [99, 98, 97, 96, 95]) days.answered(each, at);
    expect(days.due(100, 1)).toEqual([100, 94, 93, 92, 91, 90]);
  });

  test('are past ones again only after a while, as prices are revised', () => {
    const days = new AskedDays(rules, 97);
    for (const each of days.due(100, 0)) days.answered(each, at);
    expect(days.through).toBe(99);
    expect(days.due(100, 6 * hourMs - 1)).toEqual([100]);
    expect(days.due(100, 6 * hourMs)).toEqual([100, 99, 98]);
  });

  test('are once more those that ended since', () => {
    const days = new AskedDays(rules, 99);
    days.answered(100, at);
    expect(days.due(101, 1)).toEqual([101, 100, 99]);
  });

  test('are those that told nothing until they do, and others are not held up', () => {
    const days = new AskedDays(rules, 97);
    days.due(100, 0);
    days.answered(98, { ...at, isTold: false });
    days.answered(99, at);
    expect(days.through).toBe(97);
    expect(days.due(100, 6 * hourMs)).toContain(98);
    days.answered(98, { ...at, now: 6 * hourMs });
    expect(days.through).toBe(99);
  });

  test('are told of once they told something, also where an answer after their end says that nothing has changed', () => {
    const days = new AskedDays(rules, 99);
    days.due(100, 0);
    days.answered(100, at);
    days.answered(100, { today: 101, now: 1, isTold: false });
    expect(days.through).toBe(100);
  });
});

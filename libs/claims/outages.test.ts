import { expect, test } from '@jest/globals';
import { dayMs } from '#contracts';
import { type Given, quartersPerDay, series, start } from '../../test/support/loads.ts';
import { extentOf } from './methods.ts';
import { type Outage, supplyOutage } from './outages.ts';
import { quarterMs } from './series.ts';
import { measured, valueOver } from './statistic.ts';

/** Two days of 1 MW, but for the quarters of an hour that are given. */
function minutesOf(others: Readonly<Record<number, Given | null>>, outages: readonly Outage[] = []): number | null {
  const running = { ai: 400, mining: 600 };
  const given = Array.from({ length: 2 * quartersPerDay }, (_, at) => (at in others ? (others[at] ?? null) : running));
  const loads = { ...series(given), outages };
  const statistic = supplyOutage(loads);
  expect(extentOf(loads, 'level').coverage).toBe(given.filter((each) => each !== null).length / given.length);
  return valueOver(statistic, measured(statistic, loads.days), loads.days.keys());
}
const dark = { ai: 0, mining: 0 };
const at = (quarter: number): number => start + quarter * quarterMs;

test('is out where meters answer and count nothing, in whole quarters of an hour', () => {
  expect(minutesOf({ 5: dark, 6: dark, 100: dark })).toBe(45);
  expect(minutesOf({})).toBe(0);
});

test('is not known to be out where meters are silent, nor out under an order to draw nothing', () => {
  expect(minutesOf({ 5: null })).toBe(0);
  expect(minutesOf({ 5: { ...dark, isOrdered: true } })).toBe(0);
});

test('is out when it is told, to the minute, with what meters tell counted once', () => {
  const told = { from: at(4) + 10 * 60_000, to: at(6) };
  expect(minutesOf({ 5: dark }, [told])).toBe(20);
  expect(minutesOf({ 5: null }, [told, { from: at(5), to: at(6) }])).toBe(20);
});

test('over midnight has its part in either day, and what lies outside of the series none', () => {
  const midnight = start + dayMs;
  expect(minutesOf({}, [{ from: midnight - 60_000, to: midnight + 120_000 }])).toBe(3);
  expect(minutesOf({}, [{ from: start - dayMs, to: start + 60_000 }])).toBe(1);
});

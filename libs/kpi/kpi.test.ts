import { describe, expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { isStatistic, metricIds } from '#catalogue';
import { goldenSql } from '#kpi';
import { projectPath } from '#runtime';
import { gradeOf } from './evaluate.ts';
import { defaultThresholds } from './query.ts';
import { nextEdge, totalGrain } from './window.ts';

/** The metrics that are read by a statement of their own. */
const compiled = metricIds.filter((id) => !isStatistic(id));
const minute = 60_000;
const noon = 1_736_942_400_000;

describe('golden statements', () => {
  test.each(compiled)('of %s are as committed; `npm run generate` writes them', (id) => {
    expect(goldenSql(id)).toBe(readFileSync(projectPath(`libs/kpi/golden/${id}.sql`), 'utf8'));
  });

  test('are of metrics that exist', () => {
    expect(readdirSync(projectPath('libs/kpi/golden')).sort()).toEqual(compiled.map((id) => `${id}.sql`));
  });
});

describe('coverage', () => {
  test.each([
    [1, 'ok', undefined],
    [0.95, 'ok', undefined],
    [0.9499, 'partial', undefined],
    [0.8, 'partial', undefined],
    [0.7999, 'insufficient', 'coverage 0.800 is below 0.8'],
    [null, 'none', 'no time is expected: the register does not know the unit'],
  ] as const)('of %s is %s', (coverage, quality, reason) => {
    expect(gradeOf(coverage, 1, defaultThresholds)).toEqual(reason === undefined ? { quality } : { quality, reason });
  });

  test('of nothing at all is none, not insufficient', () => {
    expect(gradeOf(0, 0, defaultThresholds).quality).toBe('none');
  });
});

describe('a total', () => {
  const day = 86_400_000;
  const midnight = noon - day / 2;
  const window = (from: number, to: number) => ({ from, to, now: noon + 100 * day });

  test.each([
    ['days where both ends are midnights of the site', window(midnight, midnight + day), ['UTC'], 'day'],
    ['hours where they are midnights elsewhere', window(midnight, midnight + day), ['America/Chicago'], 'hour'],
    ['hours where zones differ', window(midnight, midnight + day), ['UTC', 'America/Chicago'], 'hour'],
    ['quarter hours in a zone of half hours', window(midnight, midnight + day), ['Asia/Kolkata'], '15m'],
    ['quarter hours otherwise', window(midnight, midnight + day + 1), ['UTC'], '15m'],
  ] as const)('is made of %s', (_, asked, zones, grain) => {
    expect(totalGrain(asked, zones)).toBe(grain);
  });

  test('that ends in the future is made of days from a midnight on', () => {
    expect(totalGrain({ from: midnight, to: noon + minute, now: noon }, ['UTC'])).toBe('day');
  });

  test('begins at the first quarter hour of its window', () => {
    expect([nextEdge(noon), nextEdge(noon + 1)]).toEqual([noon, noon + 15 * minute]);
  });
});

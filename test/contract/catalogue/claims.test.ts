import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { claims } from '#catalogue';
import { projectPath } from '#runtime';

const page = projectPath('../shared/domain/metrics.md');

describe('the claims', () => {
  test('have ids of their own, and so have the readings of each', () => {
    const ids = claims.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { readings } of claims) {
      const names = readings.map(({ id }) => id);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test('each have readings, or say why telemetry cannot speak to them', () => {
    for (const { readings, notTestable } of claims) expect(readings.length > 0).toBe(notTestable === undefined);
  });

  test('are sentences', () => {
    const texts = claims.flatMap(({ statement, notTestable, readings }) => [
      statement,
      ...(notTestable === undefined ? [] : [notTestable]),
      ...readings.flatMap(({ caveats = [] }) => caveats),
    ]);
    expect(texts.filter((text) => !/^[A-Z].*\.$/.test(text))).toEqual([]);
  });

  (existsSync(page) ? test : test.skip)('leave out none of the thesis', () => {
    const rows = [...readFileSync(page, 'utf8').matchAll(/^\| (S\d\.[\dx]+) \|/gm)].map(([, id]) => id ?? '');
    expect(rows.length).toBeGreaterThan(40);
    expect(claims.map(({ id }) => id)).toEqual([...new Set(rows)]);
  });
});

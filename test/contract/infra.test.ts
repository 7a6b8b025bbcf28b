import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { dimensionsOf, grainsOf, metricIds } from '#catalogue';
import { projectPath } from '#runtime';

const read = (path: string): string => readFileSync(projectPath(path), 'utf8');
/** What `/v1/metrics.prom` exposes. */
const exposed = metricIds
  .filter((id) => dimensionsOf(id).includes('site') && grainsOf(id).includes('15m'))
  .map((id) => `coload_${id}`);
const namesIn = (expression: string): string[] => expression.match(/coload_[a-z0-9_]+/g) ?? [];

test('every Prometheus rule asks for what the API exposes', () => {
  const file = z.object({
    groups: z.array(z.object({ rules: z.array(z.looseObject({ alert: z.string(), expr: z.string() })) })),
  });
  const { groups } = file.parse(parse(read('infra/prometheus/coload.rules.yml')));
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(5);
  for (const { expr } of rules) expect([...exposed, 'coload_coverage']).toEqual(expect.arrayContaining(namesIn(expr)));
});

test('the Grafana dashboard has a panel for every metric that the API exposes, and none for others', () => {
  const dashboard = z.object({
    panels: z.array(z.looseObject({ id: z.int(), targets: z.array(z.object({ expr: z.string() })).default([]) })),
  });
  const { panels } = dashboard.parse(JSON.parse(read('infra/grafana/coload.json')));
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const shown = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => namesIn(expr)));
  expect(shown.toSorted()).toEqual(exposed.toSorted());
});

import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { catalogueFaults, measure, measures, type MeasureId, measuresOf, metricIds, metricOf } from '#catalogue';
import { projectPath } from '#runtime';

const folder = projectPath('libs/catalogue/metrics');
const ids = (ending: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length).replaceAll('-', '_'))
    .sort();

describe('the catalogue', () => {
  test('has no fault: names, briefs, units and references agree', () => {
    expect(catalogueFaults()).toEqual([]);
  });

  test('lists every file of its folder of metrics, and each has a case', () => {
    expect(metricIds).toEqual(ids('.ts'));
    expect(ids('.case.yaml')).toEqual(ids('.ts'));
  });

  test('holds no measure that nothing uses', () => {
    const used = new Set<MeasureId>(['asic_expected', 'gpu_expected', 'site_window']);
    for (const id of metricIds) {
      const metric = metricOf(id);
      if (metric.kind !== 'derived')
        for (const source of metric.sources) for (const name of measuresOf(source)) used.add(name);
    }
    expect(Object.keys(measures).filter((name) => !used.has(name as MeasureId))).toEqual([]);
  });

  test('takes every column from the rollup table that a measure names', () => {
    const folderOf = projectPath('schemas/clickhouse');
    const tables = new Map(
      readdirSync(folderOf)
        .map((name) => [/_create_rollup_(\w+)\.sql$/.exec(name)?.[1], name] as const)
        .map(([table, name]) => [table, readFileSync(projectPath('schemas/clickhouse', name), 'utf8')]),
    );
    const columnsOf = (table: string): string[] =>
      [...(tables.get(table) ?? '').matchAll(/^ {2}(\w+) /gm)].map((match) => match[1] ?? '');
    for (const id of Object.keys(measures) as MeasureId[]) {
      const { table, sql } = measure(id);
      expect(columnsOf(table === 'window' ? 'site' : table)).toEqual(expect.arrayContaining(sql.match(/\w+/g) ?? []));
    }
  });
});

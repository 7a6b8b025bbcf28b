import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import {
  catalogueFaults,
  latenessOf,
  measure,
  measures,
  type MeasureId,
  measuresOf,
  metricIds,
  metricOf,
} from '#catalogue';
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

  test('knows late what rests on blocks, formulas of it included, and at once what a feed shows', () => {
    const lateMs = latenessOf('network_hashrate');
    expect(lateMs).toBeGreaterThan(0);
    expect([latenessOf('luck'), latenessOf('hashprice_jpm')]).toEqual([lateMs, lateMs]);
    expect([latenessOf('hashprice_btc'), latenessOf('breakeven_power_price'), latenessOf('stale_rate')]).toEqual([
      0, 0, 0,
    ]);
  });

  test('holds no measure that nothing uses', () => {
    const used = new Set<MeasureId>(['asic_expected', 'gpu_expected', 'site_window']);
    for (const id of metricIds) {
      const metric = metricOf(id);
      if ('sources' in metric)
        for (const source of metric.sources) for (const name of measuresOf(source)) used.add(name);
    }
    expect(Object.keys(measures).filter((name) => !used.has(name as MeasureId))).toEqual([]);
  });

  test('takes every column from the rollup table that a measure names', () => {
    const folderOf = projectPath('schemas/clickhouse');
    const files = readdirSync(folderOf);
    const columnsOf = (table: string): string[] =>
      files
        .filter((name) => new RegExp(`_(create|alter)_rollup_${table}(_\\w+)?\\.sql$`).test(name))
        .map((name) => readFileSync(projectPath('schemas/clickhouse', name), 'utf8'))
        .flatMap((text) => [...text.matchAll(/^ {2}(?:ADD COLUMN IF NOT EXISTS )?(\w+) /gm)])
        .map((match) => match[1] ?? '');
    for (const id of Object.keys(measures) as MeasureId[]) {
      const { table, sql } = measure(id);
      expect(columnsOf(table === 'window' ? 'site' : table)).toEqual(expect.arrayContaining(sql.match(/\w+/g) ?? []));
    }
  });
});

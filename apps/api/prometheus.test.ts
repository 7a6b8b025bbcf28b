import { describe, expect, test } from '@jest/globals';
import type { KpiRow } from '#kpi';
import { prometheusText } from './prometheus.ts';

const row = (more: Partial<KpiRow>): KpiRow => ({
  metric: 'energy_m0',
  site: 'north',
  start: 0,
  end: 900_000,
  value: 12.5,
  unit: 'kWh',
  numerator: 45_000_000,
  denominator: null,
  coverage: 1,
  devices: 1,
  quality: 'ok',
  through: 900_000,
  ...more,
});

describe('the text for Prometheus', () => {
  test('has a gauge per metric with its unit in the help, a sample per site, and coverages', () => {
    expect(prometheusText([row({}), row({ site: 'south', value: 3 })]).split('\n')).toEqual([
      '# HELP coload_energy_m0 Energy drawn through the settlement meter of the site. In kWh.',
      '# TYPE coload_energy_m0 gauge',
      'coload_energy_m0{site="north"} 12.5',
      'coload_energy_m0{site="south"} 3',
      '# HELP coload_coverage Covered time of a metric divided by the expected time.',
      '# TYPE coload_coverage gauge',
      'coload_coverage{metric="energy_m0",site="north"} 1',
      'coload_coverage{metric="energy_m0",site="south"} 1',
      '',
    ]);
  });

  test('leaves out what has no value, and tells its coverage', () => {
    const text = prometheusText([row({ value: null, coverage: 0.4, quality: 'insufficient', reason: 'too little' })]);
    expect(text).not.toContain('coload_energy_m0{');
    expect(text).toContain('coload_coverage{metric="energy_m0",site="north"} 0.4');
  });

  test('escapes names, which are data', () => {
    expect(prometheusText([row({ site: 'a"b\\c\nd' })])).toContain('coload_energy_m0{site="a\\"b\\\\c\\nd"} 12.5');
  });
});

import { describe, expect, test } from '@jest/globals';
import { PipelineError } from '#runtime';
import { type AlertRuleInput, declareRules, durationMs, durationText, parseRules } from '#alerting';

const good = `
rules:
  - id: pue_drift
    title: PUE drifts up
    severity: warning
    metric: ipue
    by: [site]
    condition: { kind: threshold, above: 1.4, clear_at: 1.35 }
    for: 30m
    keep_firing: 1h30m
    inhibits: [{ rule: device_silent }]
    runbook: https://runbooks.example/pue
    summary: 'PUE of {{ site }} is {{ value }}'
  - id: device_silent
    title: Device silent
    severity: critical
    metric: hashrate_device
    by: [device, hall]
    filters: { model: [S21] }
    condition: { kind: no_data, after: 10m }
    group_by: [site, hall]
    summary: '{{ device }} is silent'
`;

function faultsOf(text: string, others: readonly string[] = []): readonly string[] {
  try {
    parseRules(text, 'rules.yaml', { others });
    return [];
  } catch (error) {
    if (error instanceof PipelineError) return error.details['faults'] as string[];
    throw error;
  }
}

const base: AlertRuleInput = {
  id: 'price',
  title: 'Price',
  severity: 'info',
  metric: 'avg_price_paid',
  condition: { kind: 'threshold', above: 100, unit: 'EUR/MWh' },
  summary: 'x',
};
const declared = (change: Partial<AlertRuleInput>) => declareRules([{ ...base, ...change }], 'here')[0];

describe('a file of rules', () => {
  const [pue, silent] = parseRules(good, 'rules.yaml');

  test('gives durations in ms and limits in the unit of the metric', () => {
    expect(pue).toMatchObject({
      forMs: 1_800_000,
      keepFiringMs: 5_400_000,
      condition: { kind: 'threshold', direction: 'above', limit: 1.4, clearAt: 1.35, currency: null },
      inhibits: [{ rule: 'device_silent', equal: ['site'] }],
      groupBy: ['alertname', 'site'],
    });
  });

  test('is by site whether it says so or not, and resolves at once unless it says otherwise', () => {
    expect(silent).toMatchObject({ by: ['site', 'hall', 'device'], forMs: 0, keepFiringMs: 0, runbook: null });
    expect(silent?.condition).toEqual({ kind: 'no_data', afterMs: 600_000 });
  });
});

describe('a limit', () => {
  test.each([
    ['%', 'ipue', 140, 1.4, null],
    ['1', 'ipue', 1.4, 1.4, null],
    ['kW', 'mean_power', 5_000, 5_000, null],
    ['W', 'mean_power', 5_000_000, 5_000, null],
    ['J/s', 'mean_power', 5_000_000, 5_000, null],
    ['{currency}/MWh', 'avg_price_paid', 100, 100, null],
    ['EUR/MWh', 'avg_price_paid', 100, 100, 'EUR'],
    ['{USD}/J', 'avg_price_paid', 1e-8, 36, 'USD'],
    ['J/TH', 'fleet_j_per_th_wall', 20, 20, null],
  ])('in %s of %s is taken in the unit of the values', (unit, metric, above, limit, currency) => {
    const rule = declared({ metric, condition: { kind: 'threshold', above, unit } });
    expect(rule?.condition).toEqual({ kind: 'threshold', direction: 'above', limit, clearAt: limit, currency });
  });

  test.each([
    ['kWh', 'mean_power'],
    ['%', 'mean_power'],
    ['EUR/kWh', 'avg_price_paid'],
    ['eur/MWh', 'avg_price_paid'],
    ['J//TH', 'fleet_j_per_th_wall'],
    ['', 'ipue'],
  ])('in "%s" does not fit %s', (unit, metric) => {
    expect(() => declared({ metric, condition: { kind: 'threshold', above: 1, unit } })).toThrow(
      /condition\.unit: .*does not fit/,
    );
  });

  test('without a unit is a fault where the values have one', () => {
    expect(() => declared({ condition: { kind: 'threshold', above: 1 } })).toThrow(/unit: is missing: .*MWh/);
  });
});

describe('a wrong file of rules', () => {
  test('is refused with every fault of every rule, each with file, line and key', () => {
    const faults = faultsOf(`rules:
  - id: pue_drift
    title: PUE
    severity: warnin
    metric: ipu
    condition: { kind: threshold, above: 1.4, belw: 3 }
    for: forever
    summary: '{{ valu }} {{ site'
  - id: pue_drift
    title: Power
    severity: info
    metric: mean_power
    by: [device]
    runbok: http://x
    condition: { kind: threshold, below: 3, clear_at: 2, unit: kWh }
    for: 8d
    group_by: [hall]
    inhibits: [{ rule: pue_drfit, equal: [hall] }]
    summary: '{{ model }}'
`);
    for (const fault of [
      /^rules\.yaml:4:15 rules\.0\.severity: no severity warnin; did you mean warning\?/,
      /^rules\.yaml:5:13 rules\.0\.metric: no metric ipu in the catalogue; did you mean ipue\?/,
      /^rules\.yaml:6:\d+ rules\.0\.condition\.belw: unknown key; did you mean below\?/,
      /^rules\.yaml:7:10 rules\.0\.for: forever is not a duration/,
      /^rules\.yaml:8:14 rules\.0\.summary: \{\{ valu \}\} is not known; did you mean \{\{ value \}\}\?/,
      /^rules\.yaml:8:14 rules\.0\.summary: has \{\{ or \}\} without its counterpart/,
      /^rules\.yaml:9:9 rules\.1\.id: rule id pue_drift is used twice/,
      /^rules\.yaml:14:\d+ rules\.1\.runbok: unknown key; did you mean runbook\?/,
      /^rules\.yaml:15:\d+ rules\.1\.condition\.clear_at: must not be under/,
      /^rules\.yaml:16:10 rules\.1\.for: 8d must be from 0s to 7d/,
      /^rules\.yaml:17:\d+ rules\.1\.group_by\.0: alerts of this rule have no hall/,
      /^rules\.yaml:18:\d+ rules\.1\.inhibits\.0\.rule: no rule pue_drfit; did you mean pue_drift\?/,
      /^rules\.yaml:18:\d+ rules\.1\.inhibits\.0\.equal\.0: alerts of this rule have no hall/,
      /^rules\.yaml:19:14 rules\.1\.summary: \{\{ model \}\} is empty/,
    ])
      expect(faults).toContainEqual(expect.stringMatching(fault));
  });

  test.each<[string, string, RegExp]>([
    [
      'an unknown kind of condition',
      good.replace('kind: no_data', 'kind: nodata'),
      /condition\.kind: must be threshold/,
    ],
    ['a missing metric', good.replace('    metric: ipue\n', ''), /rules\.0\.metric: is missing/],
    ['both limits', good.replace('clear_at: 1.35', 'below: 1'), /condition: needs `above` or `below`, one of them/],
    ['neither limit', good.replace('above: 1.4, clear_at: 1.35', 'unit: "1"'), /condition: needs `above` or `below`/],
    ['a limit that is no number', good.replace('above: 1.4', 'above: .inf'), /above: must be a finite number/],
    ['a unit that does not fit', good.replace('above: 1.4', 'unit: kW, above: 1.4'), /unit: kW does not fit ipue/],
    ['a wait without end', good.replace('for: 30m', 'for: .inf'), /for: must be a duration/],
    ['no_data after no time', good.replace('after: 10m', 'after: 0s'), /after: 0s must be from 1m to 7d/],
    [
      'a dimension that the metric lacks',
      good.replace('by: [site]', 'by: [device]'),
      /by\.0: ipue is not known by device/,
    ],
    ['a filter that the metric lacks', good.replace('by: [site]', 'filters: { model: [a] }'), /filters\.model: ipue/],
    ['a runbook that is no web page', good.replace('https://runbooks', 'file://runbooks'), /runbook: must be an http/],
    ['a rule that inhibits itself', good.replace('rule: device_silent', 'rule: pue_drift'), /neither would be heard/],
    [
      'rules that inhibit each other',
      `${good}    inhibits: [{ rule: pue_drift }]\n`,
      /rules\.1\.inhibits\.0\.rule: pue_drift inhibits device_silent in turn/,
    ],
    [
      'an indicator in buckets',
      good.replace('metric: ipue', 'metric: dead_letters\n    grain: hour'),
      /rules\.0\.grain: dead_letters is an indicator, which has no grain/,
    ],
    [
      'a number of days in finer buckets',
      good.replace('metric: ipue', 'metric: compl_tv\n    grain: hour'),
      /rules\.0\.grain: compl_tv is a number of whole days: it is known by day, month, total/,
    ],
    [
      'an indicator judged by its absence',
      good.replace('metric: hashrate_device', 'metric: chip_temperature'),
      /rules\.1\.condition\.kind: chip_temperature is an indicator, which only a threshold can judge/,
    ],
    [
      'an indicator by what it is not known by',
      good.replace('metric: ipue', 'metric: meter_disagreement').replace('by: [site]', 'by: [device]'),
      /by\.0: meter_disagreement is not known by device, only by site, hall/,
    ],
    [
      'an anomaly of fewer weeks than it takes',
      good.replace(/condition: .*/, 'condition: { kind: anomaly, by: 3, weeks: 3 }'),
      /condition\.least: must not be more than `weeks`/,
    ],
    [
      'an anomaly that clears after it holds',
      good.replace(/condition: .*/, 'condition: { kind: anomaly, by: 3, clear_by: 4 }'),
      /condition\.clear_by: must not be more than `by`/,
    ],
    ['a key given twice', good.replace('for: 30m', 'title: again'), /Map keys must be unique/],
    ['text that is not YAML', 'rules: [', /^rules\.yaml:1:\d+ /],
    ['an empty file', '', /^rules\.yaml:1:1 file: /],
    ['a rule that is only a word', 'rules: [pue]', /rules\.0: /],
    ['aliases without end', 'a: &a [1]\nrules: *b', /^rules\.yaml:\d+:\d+ .*/],
  ])('names %s', (_, text, fault) => {
    expect(faultsOf(text)).toContainEqual(expect.stringMatching(fault));
  });

  test('may inhibit a rule that is declared elsewhere, but not take its id', () => {
    const text = good.replace('rule: device_silent', 'rule: built_in');
    expect(faultsOf(text)).toContainEqual(expect.stringMatching(/no rule built_in/));
    expect(faultsOf(text, ['built_in'])).toEqual([]);
    expect(faultsOf(good, ['pue_drift'])).toContainEqual(expect.stringMatching(/pue_drift is used twice/));
  });
});

describe('a duration', () => {
  test.each([
    ['90s', 90_000],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['0s', 0],
  ])('%s is %d ms and back', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
    expect(durationMs(durationText(ms))).toBe(ms);
  });

  test.each(['', '5', 'm', '-5m', '5 m', '30m1h', '1.5h', 'Infinity', '9999999m'])('"%s" is none', (text) => {
    expect(durationMs(text)).toBeUndefined();
  });
});

import type { ReportDocument } from '#report';

/** Days of October 2026 in UTC; those of `partial` were measured for a part of the time. */
export const days = (values: readonly (number | null)[], partial: readonly number[] = []) =>
  values.map((value, index) => ({
    start: `2026-10-${String(index + 1).padStart(2, '0')}T00:00:00Z`,
    value,
    coverage: value === null ? 0 : partial.includes(index) ? 0.9 : 1,
    quality: value === null ? 'none' : partial.includes(index) ? 'partial' : 'ok',
  }));

const cell = { numerator: 1, denominator: 2, coverage: 1, quality: 'ok' };

/** An issue with whatever an issue may have: a partial figure, one that is missing, charts with gaps, names that try to be more than names. */
export const issue: ReportDocument = {
  report: 'monthly_investor',
  title: 'Monthly operating figures',
  about: 'A month.',
  period: { kind: 'month', label: '2026-10' },
  sites: [{ id: 'alpha', zone: 'UTC', currency: 'USD', from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z' }],
  as_of: '2026-11-01T06:00:00Z',
  catalogue: 'abc',
  inputs: [{ site: 'alpha', register: 'd', facts: '0f' }],
  sections: [
    {
      kind: 'figures',
      title: 'Power',
      columns: ['2026-10', '2026-09'],
      rows: [
        {
          metric: 'ipue',
          title: 'PUE',
          unit: '1',
          site: '<b>alpha',
          hall: '',
          cells: [
            { ...cell, value: 1.25 },
            { ...cell, value: 1.2, quality: 'partial', coverage: 0.9 },
          ],
        },
        {
          metric: 'cer',
          title: 'CER',
          unit: '1',
          site: 'alpha',
          hall: '=1+1',
          cells: [
            { ...cell, value: null, quality: 'insufficient', reason: 'coverage 0.512 is below 0.8' },
            { ...cell, value: 5 },
          ],
        },
      ],
      charts: [
        {
          metric: 'ipue',
          title: 'PUE',
          grain: 'day',
          kind: 'line',
          series: [{ site: '<b>alpha', hall: '', unit: '1', points: days([1.1, 1.2, null, 1.3, null, 1.4], [3]) }],
        },
        {
          metric: 'energy_facility',
          title: 'Facility energy',
          grain: 'day',
          kind: 'bar',
          series: [
            { site: 'alpha', hall: '', unit: 'kWh', points: days([10, 20, null, 30, 0, 40], [1]) },
            { site: 'beta', hall: '', unit: 'kWh', points: days([null, null, null, null, null, null]) },
          ],
        },
      ],
    },
  ],
  notes: [
    { metric: 'ipue', title: 'PUE', brief: 'Facility over IT.', unit: '1', caveats: ['Not of a year.'] },
    { metric: 'cer', title: 'CER', brief: 'Heat over cooling energy.', unit: '1', caveats: [] },
  ],
  restated: {
    period: '2026-09',
    figures: [
      { section: 'Power', metric: 'ipue', title: 'PUE', unit: '1', site: 'alpha', hall: '', was: 1.19, is: 1.2 },
    ],
  },
  verdicts: [{ claim: 'S2.2', reading: 'Use', site: 'alpha', was: 'supported', is: 'insufficient_data' }],
  partial: [{ site: 'alpha', period: '2026-09', share: 0.5 }],
  provisional: ['2026-10'],
  missing: 1,
};

import { expect, test } from '@jest/globals';
import { reports } from '#catalogue';
import { projectPath } from '#runtime';
import { readFileSync } from 'node:fs';
import { parseReports } from './reports-file.ts';

const good = `
reports:
  - id: halls
    title: Halls
    about: What each hall drew.
    period: day
    sections:
      - kind: figures
        title: Energy
        metrics: [energy_facility, ppue]
        by: hall
        beside: [prior]
        charts:
          - { metric: energy_facility, grain: hour, by: hall, kind: bar }
      - { kind: claims, title: Claims }
      - kind: text
        title: Notes
        text: |
          One.

          Two.
`;

const builtIn = reports.map(({ id }) => id);
const parse = (yaml: string) => parseReports(yaml, 'own.yaml', builtIn);

test('a report is read as one that is declared in code would be', () => {
  expect(parse(good)).toEqual([
    {
      id: 'halls',
      title: 'Halls',
      about: 'What each hall drew.',
      period: 'day',
      sections: [
        {
          kind: 'figures',
          title: 'Energy',
          metrics: ['energy_facility', 'ppue'],
          by: 'hall',
          beside: ['prior'],
          charts: [{ metric: 'energy_facility', grain: 'hour', by: 'hall', kind: 'bar' }],
        },
        { kind: 'claims', title: 'Claims' },
        { kind: 'text', title: 'Notes', text: 'One.\n\nTwo.' },
      ],
    },
  ]);
});

test('every report that comes with Coload could be a file, and is the same when read', () => {
  expect(parseReports(JSON.stringify({ reports }), 'own.yaml', [])).toEqual(reports);
});

test.each([
  [
    '[energy_facility, ppue]',
    '[energy_facilty]',
    ':10:19 reports.0.sections.0.metrics.0: no metric energy_facilty in the catalogue; did you mean energy_facility?',
  ],
  [
    '[energy_facility, ppue]',
    '[ppue, hashprice_usd]',
    ':10:25 reports.0.sections.0.metrics.1: hashprice_usd is not known by hall, only by site',
  ],
  [
    'metric: energy_facility',
    'metric: hashprice_usd',
    ':14:23 reports.0.sections.0.charts.0.metric: hashprice_usd is not known by hall',
  ],
  [
    'metric: energy_facility',
    'metric: stranded_mw_hours',
    'charts.0.metric: stranded_mw_hours has no course over hours, only by day, month, total',
  ],
  ['grain: hour', 'grain: day', 'charts.0.grain: a day is drawn by the hour'],
  ['[energy_facility, ppue]', '[ppue, ppue]', 'metrics: names something twice'],
  ['id: halls', 'id: data_quality', ':3:9 reports.0.id: there is another report data_quality'],
  ['kind: claims', 'kind: claim', 'sections.1.kind: must be figures, claims or text'],
  ['beside:', 'besides:', 'sections.0.besides: unknown key; did you mean beside?'],
  ['period: day', 'period: week', 'reports.0.period: '],
  ['period: day', 'period: month', 'charts.0.grain: a month is drawn by the day'],
])('with %s as %s it says: %s', (right, wrong, message) => {
  expect(() => parse(good.replace(right, wrong))).toThrow(message);
});

test('all faults are told at once, those that take two keys to see beside those of one', () => {
  const wrong = good
    .replace('[energy_facility, ppue]', '[energy_facilty, hashprice_usd]')
    .replace('title: Halls', 'titel: Halls')
    .replace('grain: hour', 'grain: day')
    .concat(good.replace('\nreports:\n', ''));
  expect(() => parse(wrong)).toThrow(
    /own\.yaml has 6 faults:\n(?=[^]*no metric energy_facilty)(?=[^]*titel: unknown key; did you mean title)(?=[^]*reports\.0\.title)(?=[^]*hashprice_usd is not known by hall)(?=[^]*a day is drawn by the hour)(?=[^]*reports\.1\.id: there is another report halls)/,
  );
});

test.each(['', '[]', 'reports: 3', 'reports: [3, null]', 'reports: [{ sections: [3, { charts: [3] }] }]'])(
  'what is no file of reports is refused with its place: %s',
  (yaml) => {
    expect(() => parse(yaml)).toThrow(/own\.yaml:1:\d+ /);
  },
);

test('the example of the manual has no fault', () => {
  const manual = readFileSync(projectPath('docs/operations.md'), 'utf8');
  const [, example = ''] = /```yaml\n(# reports\.yaml\n.*?)```/s.exec(manual) ?? [];
  expect(parse(example).map(({ id }) => id)).toEqual(['board_monthly']);
});

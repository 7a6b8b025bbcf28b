import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadReports, loadRules, parseSchedule } from './schedule-file.ts';

const good = `
channels:
  - { id: archive, kind: folder, path: /var/coload }
  - { id: board, kind: mail, host: localhost, tls: none, from: a@example.org, to: [b@example.org] }
reports:
  - { report: monthly_investor, channels: [archive, board] }
`;

test('a report goes out at six unless told otherwise', () => {
  expect(parseSchedule(good, 'schedule.yaml').reports[0]).toMatchObject({
    at: '06:00',
    channels: ['archive', 'board'],
  });
});

test('every fault is named with its line, and what may have been meant', () => {
  const wrong = good
    .replace('report: monthly_investor', 'report: monthly_investors')
    .replace('channels: [archive, board]', "at: '25:00', channels: [archive, bored]");
  expect(() => parseSchedule(wrong, 'schedule.yaml')).toThrow(/schedule\.yaml:6:\d+ reports\.0\.at: must be an hour/);
  const others = wrong.replace("at: '25:00', ", '');
  expect(() => parseSchedule(others, 'schedule.yaml')).toThrow(
    /2 faults:\n.*:6:\d+ reports\.0\.report: no report monthly_investors; did you mean monthly_investor\?\n.*no channel for reports bored; did you mean board\?/,
  );
  expect(() => parseSchedule(good.replace('tls: none', 'usename: coload'), 's.yaml')).toThrow(
    'unknown key; did you mean username?',
  );
});

const alerting = `
channels:
  - { id: ops, kind: webhook, url: 'https://example.org/hook', secret_env: HOOK_SECRET }
alerts: { channels: [ops] }
`;

test('all ready rules are on unless some are named; links lead to the API', () => {
  expect(parseSchedule(alerting, 's.yaml').alerts).toMatchObject({ ready: 'all', base_url: 'http://127.0.0.1:8080' });
});

test.each([
  ['secret_env: HOOK_SECRET', 'format: standard', 'secret_env: is missing: the receiver tells by the signature'],
  ["url: 'https://example.org/hook', ", '', 'needs `url` or `url_env`, one of them'],
  ['channels: [ops]', 'channels: [ops], ready: [pue_drfit]', 'no rule pue_drfit; did you mean pue_drift?'],
  [
    'alerts: { channels: [ops] }',
    'reports: [{ report: data_quality, channels: [ops] }, { report: data_quality, channels: [ops] }]',
    '.1: there is another entry data_quality: give this one a `name` of its own',
  ],
  [
    'alerts: { channels: [ops] }',
    'reports: [{ report: data_quality, channels: [ops] }, { report: daily_operations, name: data_quality, channels: [ops] }]',
    '.1: there is another entry data_quality',
  ],
])('with %s as %s it says: %s', (right, wrong, message) => {
  expect(() => parseSchedule(alerting.replace(right, wrong), 's.yaml')).toThrow(message);
});

test('a report may be scheduled more than once under other names', () => {
  const twice = good.replace(
    /  - \{ report:.*/,
    `$&\n  - { report: monthly_investor, name: texas, sites: [tx-1], channels: [archive] }`,
  );
  expect(parseSchedule(twice, 's.yaml').reports.map(({ report, name }) => [report, name])).toEqual([
    ['monthly_investor', 'monthly_investor'],
    ['monthly_investor', 'texas'],
  ]);
});

const keeping = `
channels:
  - { id: store, kind: s3, url: 'https://s3.example.org/bucket', access_key_env: KEY_ID, secret_key_env: KEY_SECRET }
  - { id: slack, kind: webhook, url_env: SLACK_URL, format: slack }
reports:
  - { report: monthly_investor, channels: [store] }
`;

test.each([
  ['channels: [store]', 'channels: [slack]', 'no channel for reports slack (known: store)'],
  ['reports:', 'alerts: { channels: [store] }\nreports:', 'no channel for alerts store (known: slack)'],
  ['https://s3.', 'https://id:secret@s3.', 'without a login, a query or a fragment'],
  ['secret_key_env', 'secret_key_nev', 'unknown key; did you mean secret_key_env?'],
])('with %s as %s it says: %s', (right, wrong, message) => {
  expect(() => parseSchedule(keeping.replace(right, wrong), 's.yaml')).toThrow(message);
});

test('rules of a file lie beside the schedule and may inhibit ready ones, and every fault of theirs is named', () => {
  const directory = mkdtempSync(join(tmpdir(), 'coload-rules-'));
  const own = `
rules:
  - id: own
    title: Own
    severity: info
    metric: ipue
    condition: { kind: threshold, above: 1.2 }
    inhibits: [{ rule: pue_drift }]
    summary: 'PUE {{ value }}'
`;
  writeFileSync(join(directory, 'own.yaml'), own);
  writeFileSync(join(directory, 'wrong.yaml'), own.replace('ipue', 'reject_rte'));
  const settings = (file: string) => {
    const { alerts } = parseSchedule(alerting.replace('[ops] }', `[ops], ready: [pue_drift], rules: [${file}] }`), 's');
    if (!alerts) throw new Error('no alerts');
    return loadRules(alerts, join(directory, 'schedule.yaml'));
  };
  expect(settings('own.yaml').map(({ id }) => id)).toEqual(['pue_drift', 'own']);
  expect(() => settings('wrong.yaml')).toThrow(
    /wrong\.yaml:6:13 rules\.0\.metric: no metric reject_rte in the catalogue; did you mean reject_rate\?/,
  );
  expect(() => settings('gone.yaml')).toThrow('gone.yaml: cannot be read');
  rmSync(directory, { recursive: true });
});

test('every day is a working one unless told otherwise', () => {
  const [entry] = parseSchedule(good, 's.yaml').reports;
  expect(entry).toMatchObject({ working_days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], holidays: [] });
});

test('every fault of a working calendar is told: names that are no days, dates that are none, no day left', () => {
  const parse = (keys: string) => () =>
    parseSchedule(good.replace('channels: [archive', `${keys}, channels: [archive`), 's');
  expect(parse('working_days: [mon, tues, xyz], holidays: [2026-02-30, 2026-12-25, Christmas]')).toThrow(
    /4 faults:\n.*working_days\.1: no day of the week tues; did you mean tue\?\n.*working_days\.2: no day of the week xyz.*\n.*holidays\.0: must be a date such as 2026-12-25\n.*holidays\.2: must be a date/,
  );
  expect(parse('working_days: []')).toThrow('working_days: leaves no day to issue on');
});

test('entries may name reports of files beside the schedule, and every fault of a file is named', () => {
  const directory = mkdtempSync(join(tmpdir(), 'coload-definitions-'));
  const own = `reports: [{ id: own, title: O, about: O, period: day, sections: [{ kind: claims, title: C }] }]`;
  writeFileSync(join(directory, 'own.yaml'), own);
  writeFileSync(join(directory, 'more.yaml'), own.replace('id: own', 'id: more'));
  writeFileSync(join(directory, 'wrong.yaml'), own.replace('period: day', 'perod: day'));
  const parse = (report: string, files: string) =>
    parseSchedule(
      `${good.replace('report: monthly_investor', `report: ${report}`)}definitions: [${files}]\n`,
      join(directory, 'schedule.yaml'),
    );
  const loaded = loadReports(parse('more', 'own.yaml, more.yaml'), join(directory, 'schedule.yaml'));
  expect(loaded.map(({ id }) => id).slice(-2)).toEqual(['own', 'more']);
  expect(() => parse('mor', 'own.yaml, more.yaml')).toThrow('reports.0.report: no report mor; did you mean more?');
  expect(() => parse('own', 'own.yaml, own.yaml')).toThrow(
    /own\.yaml:1:\d+ reports\.0\.id: there is another report own/,
  );
  expect(() => parse('own', 'wrong.yaml')).toThrow(
    /wrong\.yaml:1:\d+ reports\.0\.perod: unknown key; did you mean period\?/,
  );
  expect(() => parse('own', 'gone.yaml')).toThrow('gone.yaml: cannot be read');
  rmSync(directory, { recursive: true });
});

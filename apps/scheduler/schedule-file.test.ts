import { expect, test } from '@jest/globals';
import { parseSchedule } from './schedule-file.ts';

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
    /2 faults:\n.*:6:\d+ reports\.0\.report: no report monthly_investors; did you mean monthly_investor\?\n.*no channel bored; did you mean board\?/,
  );
  expect(() => parseSchedule(good.replace('tls: none', 'usename: coload'), 's.yaml')).toThrow(
    'unknown key; did you mean username?',
  );
});

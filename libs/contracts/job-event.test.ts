import { expect, test } from '@jest/globals';
import { jobEvent, jobRow } from './job-event.ts';

const run = {
  kind: 'job',
  site: 'alpha',
  event_id: 'e-1',
  revision: 1,
  job: 'j-1',
  class: 'train',
  devices: ['gpu-1/0', 'gpu-1/1'],
  gpus: 2,
  started_at: '2026-03-01T10:00:00Z',
};
const ended = { ...run, ended_at: '2026-03-01T12:00:00+01:00' };

/** What is wrong with an event, as key and message. */
const faults = (event: object): string[] =>
  jobEvent.safeParse(event).error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? [];

test('a run becomes a row: instants in UTC ms, times in ms, its day that of its queuing or else its start', () => {
  const told = jobEvent.parse({ ...ended, productive_s: 1.5, billed_gpu_s: 7200, tokens: 10 });
  const start = Date.UTC(2026, 2, 1, 10);
  expect(jobRow(told, 7)).toMatchObject({
    devices: 'gpu-1/0 gpu-1/1',
    first_at: start,
    started_at: start,
    ended_at: start + 3_600_000,
    productive_ms: 1500,
    billed_gpu_ms: 7_200_000,
    tokens: 10,
    reach: 'local',
    known_at: 7,
  });
  const queued = jobEvent.parse({ ...ended, queued_at: '2026-03-01T09:00:00Z' });
  expect(jobRow(queued, 7)).toMatchObject({ first_at: start - 3_600_000, lost_ms: undefined });
});

test.each([
  ['neither queued nor started', { ...run, started_at: undefined }, 'started_at or queued_at must be given'],
  ['no place', { ...run, devices: undefined }, 'devices or hall must be given'],
  ['an end before its start', { ...run, ended_at: run.started_at }, 'ended_at must be after started_at and queued_at'],
  [
    'a start before its queuing',
    { ...run, queued_at: '2026-03-01T11:00:00Z' },
    'started_at must not be before queued_at',
  ],
  ['tokens before its end', { ...run, tokens: 5 }, 'tokens is told once the run has ended'],
  ['more productive time than it had', { ...ended, productive_s: 3601 }, 'productive_s is more than the 3600 s'],
  ['a preemption that it does not tell of', { ...ended, preempted_by: 'power' }, 'preempted_by is of runs'],
  ['more requests in time than requests', { ...ended, slo_judged: 1, slo_met: 2 }, 'slo_met is more than slo_judged'],
  ['an instant without an offset', { ...run, started_at: '2026-03-01T10:00:00' }, 'started_at Invalid'],
  ['half a token', { ...ended, tokens: 0.5 }, 'tokens Invalid'],
])('an event with %s is refused by its key', (_, event, fault) => {
  expect(faults(event).join('; ')).toContain(fault);
});

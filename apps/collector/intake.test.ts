import { expect, test } from '@jest/globals';
import { type Logger, PipelineError, silentLogger, systemClock } from '#runtime';
import { Intake } from './intake.ts';
import type { PolledSource } from './recorder.ts';

const polled: PolledSource = { source: { site: 's', deviceClass: 'meter', pollMs: 1_000 }, polls: [] };
const nothing = {
  rows: 0,
  batches: 0,
  ahead: 0,
  silent: 0,
  merged: 0,
  blanked: 0,
  unchanged: 0,
  sequence: 0,
  incarnation: '',
};

test('a disk that refuses is told once, counted each time, and told when it is over', async () => {
  const told: string[] = [];
  const codes: string[] = [];
  let isFull = true;
  const logger = {
    ...silentLogger,
    error: (facts: { code: string; error: string }) => void told.push(`${facts.code} ${facts.error}`),
    info: (facts: { failures: number }) => void told.push(`over after ${facts.failures}`),
  } as unknown as Logger;
  const intake = new Intake({
    record: async () => {
      if (isFull) throw new PipelineError('SPOOL_UNAVAILABLE', 'make room');
      return nothing;
    },
    clock: { ...systemClock, sleep: () => Promise.resolve() },
    logger,
    lingerMs: 0,
    capacity: 10,
    onRecorded: () => undefined,
    onDropped: () => undefined,
    onError: (code) => codes.push(code),
    onLost: () => undefined,
  });
  for (const full of [true, true, true, false, false]) {
    isFull = full;
    intake.add(polled);
    await intake.drained();
  }
  expect(told).toEqual(['SPOOL_UNAVAILABLE make room', 'over after 3']);
  expect(codes).toEqual(Array(3).fill('SPOOL_UNAVAILABLE'));
});

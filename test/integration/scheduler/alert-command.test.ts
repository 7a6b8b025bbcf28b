import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readUndelivered } from '../../../apps/scheduler/alerts/undelivered.ts';
import { insertRows, rollupRow, runCoload } from '../api/support.ts';
import { quarterMs, db, receiver, clock, moveTo, pue, alerterOf, quarter, told, useAlertStack } from './alert-stack.ts';

useAlertStack();

describe('the command `coload alert`', () => {
  const schedule = (): string => {
    const file = join(mkdtempSync(join(tmpdir(), 'coload-alert-')), 'schedule.yaml');
    writeFileSync(join(dirname(file), 'rules.yaml'), pue);
    const hook = `{ id: ops, kind: alertmanager, url: '${receiver.url}', allow_private: true }`;
    writeFileSync(file, `channels: [${hook}]\nalerts: { channels: [ops], rules: [rules.yaml] }\n`);
    return file;
  };

  test('explain says why a rule holds or not, with the value', async () => {
    const now = Math.floor(Date.now() / quarterMs) * quarterMs;
    const quarterBefore = { grain: '15m' as const, start: now - quarterMs, end: now };
    const facts = { hall: '', window_ms: quarterMs, pue_facility_j: 1.5e9, pue_it_j: 1e9, pue_ms: quarterMs };
    await insertRows(db.store, 'rollup_site', [rollupRow(quarterBefore, facts)]);
    const { stdout } = await runCoload(db, ['alert', 'explain', 'pue_high', '--schedule', schedule()]);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'holds',
      reason: 'Interim PUE is 1.5, above 1.4',
      labels: { site: 'alpha' },
    });
    const unknown = runCoload(db, ['alert', 'explain', 'pue_hgih', '--schedule', schedule()]);
    await expect(unknown).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean pue_high?') });
  });

  test('test sends a message that says that it is one, or why it did not arrive', async () => {
    await runCoload(db, ['alert', 'test', 'ops', '--schedule', schedule()]);
    expect(receiver.received[0]?.body).toContain('Test of the channel ops: nothing is wrong');
    receiver.answer(503);
    const failed = runCoload(db, ['alert', 'test', 'ops', '--schedule', schedule()]);
    await expect(failed).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('answered 503') });
  });

  test('undelivered lists what did not arrive, and takes a decision on it by its id', async () => {
    const alerter = alerterOf();
    receiver.answer(500);
    for (const index of [0, 1]) {
      await quarter(index, 1.5);
      await alerter.run();
    }
    const [{ id } = { id: '' }] = await readUndelivered(db.store, clock.now());
    const undelivered = (...args: string[]) => runCoload(db, ['alert', 'undelivered', ...args]);
    expect(JSON.parse((await undelivered('list')).stdout)).toMatchObject({ id, channel: 'ops', given_up: true });
    await expect(undelivered('discard', '--note', 'x')).rejects.toMatchObject({ code: 2 });
    await expect(undelivered('replay', 'ops/none')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('ops/none: not undelivered'),
    });
    expect(JSON.parse((await undelivered('replay', id)).stdout)).toMatchObject({ id });
    expect(JSON.parse((await undelivered('discard', '--all', '--note', 'old')).stdout)).toMatchObject({ id });
    expect((await undelivered('list')).stdout).toBe('');
  });

  test('silence keeps matching alerts quiet until it is taken back, when what still fires is told of', async () => {
    // Silences go by the clock of this machine, as those who make them do.
    const now = Math.floor(Date.now() / quarterMs) * quarterMs;
    const silenced = await runCoload(db, [
      'alert',
      'silence',
      'site=alpha',
      '--for',
      '2h',
      '--comment',
      'works on the meter',
    ]);
    const { id } = JSON.parse(silenced.stdout) as { id: string };
    expect(JSON.parse((await runCoload(db, ['alert', 'silences'])).stdout)).toMatchObject({
      id,
      matchers: ['site=alpha'],
      comment: 'works on the meter',
    });
    const facts = { hall: '', window_ms: quarterMs, pue_facility_j: 1.5e9, pue_it_j: 1e9, pue_ms: quarterMs };
    for (const index of [2, 1])
      await insertRows(db.store, 'rollup_site', [
        rollupRow({ grain: '15m', start: now - index * quarterMs, end: now - (index - 1) * quarterMs }, facts),
      ]);
    const alerter = alerterOf();
    moveTo(Date.now());
    await alerter.run();
    expect(told()).toEqual([]);
    await runCoload(db, ['alert', 'unsilence', id]);
    moveTo(Date.now());
    await alerter.run();
    expect(told()).toEqual(['firing: PUE of alpha is 1.5']);
    await expect(runCoload(db, ['alert', 'unsilence', id])).rejects.toMatchObject({ code: 2 });
    const wrong = runCoload(db, ['alert', 'silence', 'hal=shed', '--for', '2h', '--comment', 'x']);
    await expect(wrong).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean hall?') });
  });

  test('rules check counts the rules of a file, plays its cases, and names every fault of a wrong one', async () => {
    const file = join(dirname(schedule()), 'rules.yaml');
    expect(JSON.parse((await runCoload(db, ['rules', 'check', file, '--json'])).stdout)).toEqual({
      file,
      rules: ['pue_high'],
      cases: [],
    });
    const wanting = (state: string): string =>
      `${pue}cases:\n  - { title: c, rule: pue_high, values: [1.5, 1.5], expect: { '00:30': ${state} } }\n`;
    writeFileSync(file, wanting('firing'));
    expect(JSON.parse((await runCoload(db, ['rules', 'check', file, '--json'])).stdout)).toMatchObject({
      cases: ['c'],
    });
    writeFileSync(file, wanting('inactive'));
    await expect(runCoload(db, ['rules', 'check', file])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/rules\.yaml:11:.* pue_high at 00:30: wanted inactive, got firing \(/),
    });
    writeFileSync(file, pue.replace('ipue', 'ipeu').replace('warning', 'wrning'));
    await expect(runCoload(db, ['rules', 'check', file])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/2 faults:[^]*no severity wrning; did you mean warning\?[^]*no metric ipeu/),
    });
  });
});

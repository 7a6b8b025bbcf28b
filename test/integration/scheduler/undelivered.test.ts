import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { Alerter } from '../../../apps/scheduler/alerts/alerter.ts';
import { decideUndelivered, readUndelivered } from '../../../apps/scheduler/alerts/undelivered.ts';
import {
  minuteMs,
  db,
  receiver,
  clock,
  alerterOf,
  afterKill,
  quarter,
  type Told,
  told,
  useAlertStack,
} from './alert-stack.ts';

useAlertStack();

test('a channel that is down is told later, with the same key, and the problem shows', async () => {
  const alerter = alerterOf();
  receiver.answer(500);
  for (const index of [0, 1]) {
    await quarter(index, 1.5);
    await alerter.run();
  }
  expect(alerter.problems).toEqual([{ about: 'alerts', channel: 'ops', error: 'answered 500 no' }]);
  receiver.answer(200);
  await alerter.run();
  expect(told()).toEqual([]);
  clock.advance(minuteMs);
  await alerter.run();
  expect(told()).toEqual(['firing: PUE of alpha is 1.5']);
  expect(alerter.problems).toEqual([]);
});

describe('a notification that could not be delivered', () => {
  const dayMs = 86_400_000;

  /** An alert that fired while its channel was down, for so long that it is not tried any more. */
  async function givenUp(): Promise<Alerter> {
    const alerter = alerterOf();
    receiver.answer(500);
    for (const index of [0, 1]) {
      await quarter(index, 1.5);
      await alerter.run();
    }
    clock.advance(7 * dayMs);
    receiver.answer(200);
    await alerter.run();
    expect(told()).toEqual([]);
    return alerter;
  }
  const decided = async (action: 'replayed' | 'discarded', ids: readonly string[] = []): Promise<string[]> =>
    (await decideUndelivered(db.store, { action, ids, by: 'anna', note: 'n' }, clock.now())).map(({ id }) => id);

  test('is listed with why, and with whether it is still tried', async () => {
    const alerter = alerterOf();
    receiver.answer(500);
    for (const index of [0, 1]) {
      await quarter(index, 1.5);
      await alerter.run();
    }
    const expected = {
      channel: 'ops',
      rule: 'pue_high',
      status: 'firing',
      summary: 'PUE of alpha is 1.5',
      tries: 1,
      error: 'answered 500 no',
      given_up: false,
    };
    expect(await readUndelivered(db.store, clock.now())).toMatchObject([expected]);
    clock.advance(7 * dayMs);
    expect(await readUndelivered(db.store, clock.now())).toMatchObject([{ ...expected, given_up: true }]);
  });

  test('arrives once when it is replayed, with the key that it had, and at once', async () => {
    const alerter = await givenUp();
    const [letter] = await readUndelivered(db.store, clock.now());
    expect(await decided('replayed', [letter?.id ?? ''])).toEqual([letter?.id]);
    clock.advance(1_000);
    for (let round = 0; round < 3; round++) {
      await alerter.run();
      await (await afterKill()).run();
    }
    const keys = receiver.received.flatMap(({ body }) =>
      (JSON.parse(body) as Told).data.alerts.map(({ dedup_key }) => dedup_key),
    );
    expect(keys).toEqual([letter?.key]);
    expect(await readUndelivered(db.store, clock.now())).toEqual([]);
    await expect(decided('replayed', [letter?.id ?? ''])).rejects.toThrow(/not undelivered/);
  });

  test('that fails again after a replay is retried as if for the first time, and can be replayed again', async () => {
    const alerter = await givenUp();
    receiver.answer(500);
    await decided('replayed');
    clock.advance(1_000);
    await alerter.run();
    expect(await readUndelivered(db.store, clock.now())).toMatchObject([{ tries: 2, given_up: false }]);
    receiver.answer(200);
    clock.advance(30_000);
    await alerter.run();
    expect(told()).toEqual([]);
    clock.advance(30_000);
    await alerter.run();
    expect(told()).toEqual(['firing: PUE of alpha is 1.5']);
  });

  test('is not offered any more when it is discarded, and by whom is kept', async () => {
    const alerter = alerterOf();
    receiver.answer(500);
    for (const index of [0, 1]) {
      await quarter(index, 1.5);
      await alerter.run();
    }
    const [letter] = await readUndelivered(db.store, clock.now());
    await decided('discarded', [letter?.id ?? '']);
    receiver.answer(200);
    clock.advance(2 * 3_600_000);
    await alerter.run();
    expect(told()).toEqual([]);
    expect(await readUndelivered(db.store, clock.now())).toEqual([]);
    const schema = z.object({ error: z.string() });
    const query = "SELECT error FROM alert_delivery WHERE status = 'discarded'";
    expect(await db.store.query(query, { schema })).toEqual([{ error: 'by anna: n' }]);
  });
});

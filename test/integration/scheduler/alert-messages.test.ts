import { expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { parseRules } from '#alerting';
import type { Teller } from '../../../apps/scheduler/channels/index.ts';
import { startTestApi } from '../api/support.ts';
import {
  quarterMs,
  minuteMs,
  midnight,
  secret,
  db,
  receiver,
  clock,
  teller,
  webhook,
  alertmanager,
  pue,
  alerterOf,
  quarter,
  type Told,
  useAlertStack,
} from './alert-stack.ts';

useAlertStack();

test('the message says where the value is taken apart', async () => {
  const alerter = alerterOf();
  for (const index of [0, 1]) {
    await quarter(index, 1.5);
    await alerter.run();
  }
  const [alert] = (JSON.parse(receiver.received[0]?.body ?? '') as Told).data.alerts;
  expect(alert?.explain_url).toMatch(/^http:\/\/coload\.example\/v1\/explain\?metric=ipue&from=\d+&to=\d+&site=alpha$/);
});

test('the message verifies as Standard Webhooks say, and with another body it does not', async () => {
  const group = { groupKey: 'group', dedupKey: 'key', labels: {}, notifications: [] };
  await webhook().tell(group, Date.now());
  const { headers, body } = receiver.received[0] ?? { headers: {}, body: '' };
  const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  const verifier = new Webhook(secret);
  expect(verifier.verify(body, given)).toMatchObject({ data: { group_key: 'group' } });
  expect(() => verifier.verify(`${body} `, given)).toThrow('No matching signature');
});

test('Alertmanager is told again of what fires, or it would take it for over', async () => {
  const alerter = alerterOf({ channel: alertmanager() });
  for (const index of [0, 1]) {
    await quarter(index, 1.5);
    await alerter.run();
  }
  clock.advance(minuteMs);
  await alerter.run();
  expect(receiver.received.map(({ path }) => path)).toEqual(['/api/v2/alerts', '/api/v2/alerts']);
  const ends = receiver.received.map(({ body }) => (JSON.parse(body) as { endsAt: string }[])[0]?.endsAt);
  expect(ends).toEqual(
    [2, 2].map((at, index) => new Date(midnight + at * quarterMs + 1_000 + 300_000 + index * minuteMs).toISOString()),
  );
});

test('a message goes to no address of a private network unless the channel says so, and follows no redirect', async () => {
  const group = { groupKey: 'g', dedupKey: 'k', labels: {}, notifications: [] };
  const closed = (url: string): Teller => teller(`{ id: ops, kind: webhook, url: '${url}', secret_env: HOOK_SECRET }`);
  await expect(closed(receiver.url).tell(group, 0)).rejects.toThrow('127.0.0.1 is loopback: set `allow_private: true`');
  const named = closed(receiver.url.replace('127.0.0.1', 'localhost'));
  await expect(named.tell(group, 0)).rejects.toThrow(/localhost \(.*\) is loopback/);
  receiver.answer(302, 'http://127.0.0.1:1/');
  await expect(webhook().tell(group, 0)).rejects.toThrow('answered 302');
  expect(receiver.received).toEqual([]);
});

test('the API has what fires and what was told, with the value that it rests on', async () => {
  const alerter = alerterOf();
  for (const index of [0, 1]) {
    await quarter(index, 1.5);
    await alerter.run();
  }
  const api = await startTestApi(db, clock);
  const get = async (path: string): Promise<unknown> => (await fetch(`${api.url}${path}`)).json();
  expect(await get('/v1/alerts')).toEqual({
    alerts: [
      expect.objectContaining({
        rule: 'pue_high',
        site: 'alpha',
        status: 'firing',
        severity: 'warning',
        summary: 'PUE of alpha is 1.5',
        reason: 'Interim PUE is 1.5, above 1.4',
        started_at: '2026-01-15T00:15:00.000Z',
        fired_at: '2026-01-15T00:30:00.000Z',
      }),
    ],
  });
  expect(await get('/v1/alerts?status=resolved')).toEqual({ alerts: [] });
  expect(await get('/v1/alerts/history')).toEqual({
    alerts: [
      expect.objectContaining({
        status: 'firing',
        value: 1.5,
        numerator: 1.5e9,
        denominator: 1e9,
        coverage: 1,
        told_to: ['ops'],
      }),
    ],
    next: null,
  });
  expect(await get('/v1/alerts?status=fring')).toMatchObject({ status: 400, nearest: 'firing' });
  await api.stop();
});

test('the stream of the API has each change of an alert, and none for what only goes on', async () => {
  const alerter = alerterOf({ rules: parseRules(pue.replace('for: 15m', 'for: 45m'), 'rules.yaml') });
  for (const [index, value] of [1.5, 1.5, 1.5, 1.5, 1.5, 1.2].entries()) {
    await quarter(index, value);
    await alerter.run();
  }
  const api = await startTestApi(db, clock);
  const headers = { 'last-event-id': `0-${'0'.repeat(32)}` };
  const stream = (await fetch(`${api.url}/v1/alerts/stream`, { headers })).body?.getReader();
  let text = '';
  while (!text.includes('"status":"resolved"'))
    text += new TextDecoder().decode((await stream?.read())?.value as Uint8Array);
  await api.stop();
  const statuses = [...text.matchAll(/^data: (.*)$/gm)].map(
    ([, data = '']) => (JSON.parse(data) as { status: string }).status,
  );
  expect(statuses).toEqual(['pending', 'firing', 'resolved']);
});

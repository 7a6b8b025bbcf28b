import { describe, expect, test } from '@jest/globals';
import {
  alertmanagerAlerts,
  declareRules,
  groupNotifications,
  initialState,
  labelsOf,
  type Measured,
  type Notification,
  pagerDutyEvent,
  slackMessage,
  step,
  webhookBody,
} from '#alerting';

const [rule] = declareRules(
  [
    {
      id: 'pue',
      title: 'PUE drifts',
      severity: 'critical',
      metric: 'ppue',
      by: ['hall'],
      condition: { kind: 'threshold', above: 1.4 },
      group_by: ['alertname'],
      runbook: 'https://runbooks.example/pue?a=1&b=2',
      summary: 'PUE of {{ hall }} is {{ value }}',
    },
  ],
  'test',
);
if (!rule) throw new Error('no rule');

const measured: Measured = {
  start: 0,
  end: 900_000,
  value: 1.5,
  unit: '1',
  numerator: 150,
  denominator: 100,
  coverage: 0.97,
  quality: 'ok',
  through: 900_000,
};

function notified(hall: string): Notification[] {
  const alert = {
    rule: rule as NonNullable<typeof rule>,
    labels: labelsOf(rule as NonNullable<typeof rule>, { site: 'north', hall }),
  };
  const said = { isBetween: false, reason: 'partial PUE is 1.5, above 1.4', measured };
  const fired = step(alert, initialState, { at: 60_000, outcome: 'holds', ...said });
  const resolved = step(alert, fired.state, { at: 120_000, outcome: 'clear', ...said });
  return [...fired.notifications, ...resolved.notifications];
}

const [firing, resolved] = notified('a');
if (!firing || !resolved) throw new Error('no notifications');
const sender = { baseUrl: 'https://coload.example' };
const explain = 'https://coload.example/v1/explain?metric=ppue&from=0&to=900000&by=site%2Chall&site=north&hall=a';
const group = (notifications: readonly Notification[]) => {
  const [first] = groupNotifications(notifications);
  if (!first) throw new Error('no group');
  return first;
};

describe('the body for Alertmanager', () => {
  test('has labels, annotations, times and the link; a firing alert ends when it is not told of again', () => {
    const [alert, ended] = alertmanagerAlerts([firing, resolved], { ...sender, firingUntil: 300_000 });
    expect(alert).toEqual({
      labels: { alertname: 'pue', hall: 'a', severity: 'critical', site: 'north' },
      annotations: {
        summary: 'PUE of a is 1.5',
        description: 'partial PUE is 1.5, above 1.4',
        reason: 'partial PUE is 1.5, above 1.4',
        runbook_url: 'https://runbooks.example/pue?a=1&b=2',
      },
      startsAt: '1970-01-01T00:01:00.000Z',
      endsAt: '1970-01-01T00:05:00.000Z',
      generatorURL: explain,
    });
    expect(ended).toMatchObject({
      startsAt: alert?.startsAt,
      endsAt: '1970-01-01T00:02:00.000Z',
      labels: alert?.labels,
    });
  });
});

describe('the body of a webhook', () => {
  test('has every alert with its value and what it is made of', () => {
    const body = webhookBody(group([firing]), sender);
    expect(body).toMatchObject({
      type: 'alert.firing',
      timestamp: '1970-01-01T00:01:00.000Z',
      data: { labels: { alertname: 'pue' } },
    });
    expect(body.data.alerts).toMatchObject([
      {
        dedup_key: firing.dedupKey,
        alert_key: firing.alertKey,
        status: 'firing',
        ended_at: null,
        value: 1.5,
        unit: '1',
        numerator: 150,
        denominator: 100,
        coverage: 0.97,
        quality: 'ok',
        explain_url: explain,
      },
    ]);
  });

  test('is of a resolved alert only when nothing in it fires', () => {
    expect(webhookBody(group([resolved]), sender)).toMatchObject({
      type: 'alert.resolved',
      timestamp: '1970-01-01T00:02:00.000Z',
    });
    expect(webhookBody(group([resolved, ...notified('b').slice(0, 1)]), sender).type).toBe('alert.firing');
  });

  test('is the same to the byte for every attempt', () => {
    const bytes = () => JSON.stringify(webhookBody(group(notified('a')), sender));
    expect(bytes()).toBe(bytes());
  });
});

describe('a message for Slack', () => {
  test('has a headline, the alert and its links', () => {
    const { text, blocks } = slackMessage(group([firing]), sender);
    expect(text).toBe('FIRING: PUE drifts');
    expect(blocks[0]).toEqual({ type: 'header', text: { type: 'plain_text', text } });
    expect(blocks[1]?.text?.text).toBe('*firing* · critical · PUE of a is 1.5\npartial PUE is 1.5, above 1.4');
    expect(blocks[2]?.elements?.[0]?.text).toContain('<https://runbooks.example/pue?a=1&amp;b=2|Runbook>');
  });

  test('cannot be made to mention a channel by a label', () => {
    const text = JSON.stringify(slackMessage(group(notified('<!channel> & co').slice(0, 1)), sender));
    expect(text).toContain('&lt;!channel&gt; &amp; co');
    expect(text).not.toContain('<!channel>');
  });

  test('keeps the limits of Slack, however much there is to say', () => {
    const hall = '&'.repeat(5_000);
    const many = Array.from({ length: 60 }, (_, index) => notified(`${index}${hall}`).slice(0, 1)).flat();
    const { blocks } = slackMessage(group(many), sender);
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(blocks.at(-1)?.elements?.[0]?.text).toBe('and 40 more');
    for (const { type, text } of blocks)
      expect(text?.text.length ?? 0).toBeLessThanOrEqual(type === 'header' ? 150 : 3_000);
    for (const { text } of blocks) expect(text?.text ?? '').not.toMatch(/&[a-z]*…/);
  });
});

describe('an event for PagerDuty', () => {
  test('triggers and resolves the same incident', () => {
    const [trigger, resolve] = [firing, resolved].map((each) => pagerDutyEvent(each, { ...sender, routingKey: 'key' }));
    expect(trigger).toMatchObject({
      routing_key: 'key',
      event_action: 'trigger',
      dedup_key: firing.alertKey,
      payload: {
        summary: 'PUE of a is 1.5',
        source: 'north',
        severity: 'critical',
        component: 'a',
        group: 'north',
        class: 'pue',
        timestamp: '1970-01-01T00:01:00.000Z',
        custom_details: { value: 1.5, coverage: 0.97 },
      },
      links: [
        { href: explain, text: 'Explain' },
        { href: rule.runbook, text: 'Runbook' },
      ],
    });
    expect(resolve).toMatchObject({ event_action: 'resolve', dedup_key: firing.alertKey });
  });

  test('has a summary of at most 1024 characters, no character cut in two', () => {
    const long = { ...firing, summary: `x${'😀'.repeat(600)}` };
    const { summary } = pagerDutyEvent(long, { ...sender, routingKey: 'key' }).payload;
    expect(summary.length).toBeLessThanOrEqual(1_024);
    expect(summary).toMatch(/😀…$/u);
  });
});

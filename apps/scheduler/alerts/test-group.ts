import { groupNotifications, type Notification, type NotificationGroup } from '#alerting';

const minuteMs = 60_000;

/** A message that says of itself that it is a test; it measures nothing. */
export function testGroup(channel: string, at: number): NotificationGroup {
  const notification: Notification = {
    dedupKey: `test-${at}`,
    alertKey: `test-${at}`,
    rule: 'test',
    title: 'Test of a channel',
    severity: 'info',
    status: 'firing',
    labels: { alertname: 'test', severity: 'info' },
    groupBy: ['alertname'],
    summary: `Test of the channel ${channel}: nothing is wrong`,
    description: 'Sent by `coload alert test`.',
    reason: 'somebody asked for it',
    runbook: null,
    explainPath: '/v1/metrics',
    startedAt: at,
    endedAt: null,
    measured: {
      start: at - minuteMs,
      end: at,
      value: null,
      unit: '1',
      numerator: null,
      denominator: null,
      coverage: null,
      quality: 'none',
      reason: 'a test measures nothing',
      through: null,
    },
  };
  const [group] = groupNotifications([notification]);
  if (!group) throw new Error('one notification makes one group');
  return group;
}

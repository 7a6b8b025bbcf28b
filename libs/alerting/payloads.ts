import { isoOf } from '#runtime';
import { type Labels, type Notification, sortedLabels } from './notification.ts';
import type { Severity } from './rule.ts';
import type { NotificationGroup } from './silence.ts';

/** An alert as `POST /api/v2/alerts` of Alertmanager takes it. */
export interface AlertmanagerAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL: string;
}

/** What builders need besides the notifications. */
export interface Sender {
  /** Address of the API as the reader reaches it, without a slash at the end. */
  readonly baseUrl: string;
}

/** Text of at most so many characters (UTF-16 units, as the services count), never ending in half a character. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

const labelRecord = (labels: Labels): Record<string, string> => Object.fromEntries(sortedLabels(labels));

/** Where the value is taken apart. */
const explainUrl = ({ explainPath }: Notification, { baseUrl }: Sender): string => baseUrl + explainPath;

/**
 * The body for Alertmanager v2. It resolves by itself an alert that it is not told of again before `firingUntil` (UTC ms),
 * so firing alerts must be posted again before then, as Prometheus does.
 */
export function alertmanagerAlerts(
  notifications: readonly Notification[],
  { baseUrl, firingUntil }: Sender & { readonly firingUntil: number },
): AlertmanagerAlert[] {
  return notifications.map((each) => ({
    labels: labelRecord(each.labels),
    annotations: {
      summary: each.summary,
      description: each.description,
      reason: each.reason,
      ...(each.runbook === null ? {} : { runbook_url: each.runbook }),
    },
    startsAt: isoOf(each.startedAt),
    endsAt: isoOf(each.endedAt ?? firingUntil),
    generatorURL: explainUrl(each, { baseUrl }),
  }));
}

/** One alert in the body of a generic webhook; the value is in `unit`, numerator and denominator in base units. */
export interface WebhookAlert {
  readonly dedup_key: string;
  readonly alert_key: string;
  readonly status: 'firing' | 'resolved';
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly description: string;
  readonly reason: string;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly value: number | null;
  readonly unit: string;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly coverage: number | null;
  readonly quality: string;
  readonly runbook_url: string | null;
  readonly explain_url: string;
}

/** The body of a generic webhook; `dedupKey` of the group is the `webhook-id` to sign it with. */
export interface WebhookBody {
  /** `alert.resolved` when nothing in it fires. */
  readonly type: 'alert.firing' | 'alert.resolved';
  /** Event time of the newest news in it, so that every attempt sends the same bytes. */
  readonly timestamp: string;
  readonly data: {
    readonly group_key: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly alerts: readonly WebhookAlert[];
  };
}

/** The body of a generic webhook for the notifications of one message. */
export function webhookBody({ groupKey, labels, notifications }: NotificationGroup, sender: Sender): WebhookBody {
  const newest = notifications.reduce((latest, each) => Math.max(latest, each.endedAt ?? each.startedAt), 0);
  return {
    type: isFiring(notifications) ? 'alert.firing' : 'alert.resolved',
    timestamp: isoOf(newest),
    data: {
      group_key: groupKey,
      labels: labelRecord(labels),
      alerts: notifications.map((each) => webhookAlert(each, sender)),
    },
  };
}

function webhookAlert(each: Notification, sender: Sender): WebhookAlert {
  const { value, unit, numerator, denominator, coverage, quality } = each.measured;
  return {
    dedup_key: each.dedupKey,
    alert_key: each.alertKey,
    status: each.status,
    rule: each.rule,
    title: each.title,
    severity: each.severity,
    labels: labelRecord(each.labels),
    summary: each.summary,
    description: each.description,
    reason: each.reason,
    started_at: isoOf(each.startedAt),
    ended_at: each.endedAt === null ? null : isoOf(each.endedAt),
    value,
    unit,
    numerator,
    denominator,
    coverage,
    quality,
    runbook_url: each.runbook,
    explain_url: explainUrl(each, sender),
  };
}

const isFiring = (notifications: readonly Notification[]): boolean =>
  notifications.some(({ status }) => status === 'firing');

interface SlackBlock {
  readonly type: 'header' | 'section' | 'context' | 'divider';
  readonly text?: { readonly type: 'plain_text' | 'mrkdwn'; readonly text: string };
  readonly elements?: readonly { readonly type: 'mrkdwn'; readonly text: string }[];
}

/** A message for an incoming webhook of Slack; `text` is what is read out and shown in the notification. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

/** Limits of Slack: characters of a header and of a section, and how many alerts are shown so that 50 blocks suffice. */
const slackLimits = { header: 150, section: 3_000, text: 1_400, alerts: 20 } as const;

/** Slack gives these three a meaning, so that a label could else mention a channel or fake a link. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The blocks of a message for Slack: a headline, each alert with its links, and how many there was no room for. */
export function slackMessage({ notifications }: NotificationGroup, sender: Sender): SlackMessage {
  const [first] = notifications;
  const count = notifications.length === 1 ? '' : ` (${notifications.length} alerts)`;
  const state = isFiring(notifications) ? 'FIRING' : 'RESOLVED';
  const headline = `${state}: ${first?.title ?? 'no alert'}${count}`;
  const shown = notifications.slice(0, slackLimits.alerts);
  const more = notifications.length - shown.length;
  const rest: SlackBlock[] = more === 0 ? [] : [contextBlock(`and ${more} more`)];
  return {
    text: cut(escaped(headline), slackLimits.section),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cut(headline, slackLimits.header) } },
      ...shown.flatMap((each) => slackBlocks(each, sender)),
      ...rest,
    ],
  };
}

const contextBlock = (text: string): SlackBlock => ({ type: 'context', elements: [{ type: 'mrkdwn', text }] });

/** Escaped text of half a section at most; an entity is not cut in two. */
const slackText = (text: string): string => cut(escaped(text), slackLimits.text).replace(/&[a-z]{0,4}…$/, '…');

function slackBlocks(each: Notification, sender: Sender): SlackBlock[] {
  const links = [
    `<${escaped(explainUrl(each, sender))}|Explain>`,
    ...(each.runbook === null ? [] : [`<${escaped(each.runbook)}|Runbook>`]),
  ];
  const labels = sortedLabels(each.labels).map(([name, value]) => `${name}=${escaped(cut(value, 60))}`);
  return [
    {
      type: 'section',
      text: {
        type: 'mrkdwn',
        text: `*${each.status}* · ${each.severity} · ${slackText(each.summary)}\n${slackText(each.description)}`,
      },
    },
    contextBlock(`${labels.join(' · ')} · since ${isoOf(each.startedAt)} · ${links.join(' · ')}`),
  ];
}

/** An event of PagerDuty Events v2. */
export interface PagerDutyEvent {
  readonly routing_key: string;
  readonly event_action: 'trigger' | 'resolve';
  /** Of the alert, so that the resolving event closes the incident that the triggering one opened. */
  readonly dedup_key: string;
  readonly client: string;
  readonly client_url: string;
  readonly payload: {
    readonly summary: string;
    readonly source: string;
    readonly severity: Severity;
    readonly timestamp: string;
    readonly component?: string;
    readonly group: string;
    readonly class: string;
    readonly custom_details: Readonly<Record<string, unknown>>;
  };
  readonly links: readonly { readonly href: string; readonly text: string }[];
}

/** The event for one notification. `routingKey` is a secret of the channel. */
export function pagerDutyEvent(
  each: Notification,
  { baseUrl, routingKey }: Sender & { readonly routingKey: string },
): PagerDutyEvent {
  const { site = 'unknown', hall, device } = each.labels;
  const { value, unit, numerator, denominator, coverage, quality } = each.measured;
  const component = device ?? hall;
  const explain = explainUrl(each, { baseUrl });
  return {
    routing_key: routingKey,
    event_action: each.status === 'firing' ? 'trigger' : 'resolve',
    dedup_key: each.alertKey,
    client: 'Coload',
    client_url: explain,
    payload: {
      summary: cut(each.summary, 1_024),
      source: site,
      severity: each.severity,
      timestamp: isoOf(each.endedAt ?? each.startedAt),
      ...(component === undefined ? {} : { component }),
      group: site,
      class: each.rule,
      custom_details: {
        description: each.description,
        reason: each.reason,
        value,
        unit,
        numerator,
        denominator,
        coverage,
        quality,
      },
    },
    links: [
      { href: explain, text: 'Explain' },
      ...(each.runbook === null ? [] : [{ href: each.runbook, text: 'Runbook' }]),
    ],
  };
}

import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  alertmanagerAlerts,
  type Notification,
  type NotificationGroup,
  pagerDutyEvent,
  signatureHeaders,
  slackMessage,
  webhookBody,
} from '#alerting';
import { secretFromEnvironment } from '#runtime';
import type { Channel } from '../schedule-file.ts';
import { type Post, postTo } from './http.ts';
import { mailTransport } from './mail.ts';
import type { Teller } from './teller.ts';

type Of<Kind extends Channel['kind']> = Extract<Channel, { kind: Kind }>;

/** How long Alertmanager keeps an alert firing that it is not told of again. */
const firingMs = 300_000;

const once = (tell: Teller['tell']): Teller => ({ tell, isForgetful: false });

function toWebhook(channel: Of<'webhook'>, { baseUrl, secretOf }: Required<TellerOptions>): Teller {
  const { url_env: urlName, secret_env: secretName, routing_key_env: keyName, format } = channel;
  const url = channel.url ?? secretOf(urlName ?? '');
  const post = postTo({ url, isPrivateAllowed: channel.allow_private });
  const sender = { baseUrl };
  if (format === 'slack') return once((group) => post(JSON.stringify(slackMessage(group, sender))));
  const secret = secretOf((format === 'pagerduty' ? keyName : secretName) ?? '');
  if (format === 'pagerduty')
    return once(async ({ notifications }) => {
      for (const each of notifications)
        await post(JSON.stringify(pagerDutyEvent(each, { ...sender, routingKey: secret })));
    });
  return once(async (group, at) => {
    const body = JSON.stringify(webhookBody(group, sender));
    await post(body, signatureHeaders({ id: group.dedupKey, at, body, secrets: [secret] }));
  });
}

function toAlertmanager({ url, allow_private }: Of<'alertmanager'>, baseUrl: string): Teller {
  const post: Post = postTo({
    url: new URL('api/v2/alerts', `${url.replace(/\/$/, '')}/`).href,
    isPrivateAllowed: allow_private,
  });
  return {
    isForgetful: true,
    tell: ({ notifications }, at) =>
      post(JSON.stringify(alertmanagerAlerts(notifications, { baseUrl, firingUntil: at + firingMs }))),
  };
}

const lineOf = ({ status, severity, summary, description, explainPath }: Notification, baseUrl: string): string =>
  `${status.toUpperCase()} ${severity}: ${summary}\n  ${description}\n  ${baseUrl}${explainPath}`;

function subjectOf({ notifications }: NotificationGroup): string {
  const isFiring = notifications.some(({ status }) => status === 'firing');
  const count = notifications.length > 1 ? ` (${notifications.length} alerts)` : '';
  return `${isFiring ? 'FIRING' : 'RESOLVED'}: ${notifications[0]?.title ?? ''}${count}`;
}

function toMail(channel: Of<'mail'>, baseUrl: string): Teller {
  const { id, from, to } = channel;
  const transport = mailTransport(channel);
  return once(async (group) => {
    await transport.sendMail({
      from,
      to,
      subject: subjectOf(group),
      messageId: `<${group.dedupKey}.${id}@coload>`,
      text: group.notifications.map((each) => lineOf(each, baseUrl)).join('\n\n'),
    });
  });
}

const toFolder = ({ path }: Of<'folder'>): Teller =>
  once(({ notifications }) => {
    mkdirSync(path, { recursive: true });
    const lines = notifications.map((each) => `${JSON.stringify(each)}\n`).join('');
    appendFileSync(join(path, 'alerts.jsonl'), lines);
    return Promise.resolve();
  });

/** What a channel needs besides its declaration. */
export interface TellerOptions {
  /** Address of the API as those who are told reach it. */
  readonly baseUrl: string;
  /** Finds a secret by the name of its variable. */
  readonly secretOf?: (name: string) => string;
}

/** How a declared channel tells of alerts. Throws `CONFIG_INVALID` when its secret is not in the environment. */
export function tellerOf(channel: Channel, { baseUrl, secretOf = secretFromEnvironment }: TellerOptions): Teller {
  if (channel.kind === 'folder') return toFolder(channel);
  if (channel.kind === 'mail') return toMail(channel, baseUrl);
  if (channel.kind === 'alertmanager') return toAlertmanager(channel, baseUrl);
  return toWebhook(channel, { baseUrl, secretOf });
}

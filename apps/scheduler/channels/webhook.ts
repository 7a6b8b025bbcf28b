import { signatureHeaders } from '#alerting';
import { secretFromEnvironment } from '#runtime';
import type { Channel } from '../schedule-file.ts';
import type { Deliver } from './channel.ts';
import { postTo } from './http.ts';

type Webhook = Extract<Channel, { kind: 'webhook' }>;

/** Posts an issue, signed as Standard Webhooks: the same id and body at every attempt. Throws `CONFIG_INVALID` when a secret is not in the environment. */
export function toWebhook(webhook: Webhook, secretOf = secretFromEnvironment): Deliver {
  const { url_env = '', secret_env = '', allow_private } = webhook;
  const post = postTo({ url: webhook.url ?? secretOf(url_env), isPrivateAllowed: allow_private });
  const secret = secretOf(secret_env);
  return async ({ name, issue }, at) => {
    const body = JSON.stringify({ type: 'report.issued', timestamp: issue.as_of, data: { name, issue } });
    const id = `report-${name}-${issue.period.label}`;
    await post(body, signatureHeaders({ id, at, body, secrets: [secret] }));
  };
}

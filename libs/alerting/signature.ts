import { createHmac } from 'node:crypto';
import { PipelineError } from '#runtime';

const prefix = 'whsec_';

/** A webhook message to be signed. */
export interface SignedMessage {
  /** The same for every attempt to deliver the message, without a dot. */
  readonly id: string;
  /** Time of this attempt, UTC ms. */
  readonly at: number;
  /** The body as it is sent, byte for byte. */
  readonly body: string;
  /** Secrets, `whsec_` and base64 of 24 to 64 bytes. During a rotation both the old and the new one sign. */
  readonly secrets: readonly [string, ...string[]];
}

/** The key in a secret. Throws `CONFIG_INVALID`, which does not show the secret, when it is none. */
function keyOf(secret: string): Buffer {
  const encoded = secret.slice(prefix.length);
  const key = Buffer.from(encoded, 'base64');
  const isBase64 = key.toString('base64').replaceAll('=', '') === encoded.replaceAll('=', '');
  if (!secret.startsWith(prefix) || !isBase64 || key.length < 24 || key.length > 64)
    throw new PipelineError('CONFIG_INVALID', 'the secret of the webhook must be whsec_ and base64 of 24 to 64 bytes');
  return key;
}

/** The headers of Standard Webhooks: HMAC SHA-256 over id, time in s and body. Throws `CONFIG_INVALID` on a wrong secret. */
export function signatureHeaders({ id, at, body, secrets }: SignedMessage): Record<string, string> {
  if (id === '' || id.includes('.')) throw new Error(`${id} cannot be the id of a webhook: it is empty or has a dot`);
  const timestamp = String(Math.floor(at / 1_000));
  const signatures = secrets.map((secret) => {
    const hmac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`);
    return `v1,${hmac.digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

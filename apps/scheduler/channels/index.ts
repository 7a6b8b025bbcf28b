import type { Bucket, Channel } from '../schedule-file.ts';
import type { Deliver } from './channel.ts';
import { toFolder } from './folder.ts';
import { toMail } from './mail.ts';
import { toBucket } from './s3.ts';
import { toWebhook } from './webhook.ts';

export { tellerOf } from './alerts.ts';
export { type Deliver, filesOf, type ReportFile } from './channel.ts';
export type { Teller } from './teller.ts';

/** How a declared channel takes reports; undefined for one that takes alerts only. Throws `CONFIG_INVALID` when its secret is not in the environment. */
export function deliveryTo(channel: Channel | Bucket, secretOf?: (name: string) => string): Deliver | undefined {
  if (channel.kind === 'folder') return toFolder(channel.path);
  if (channel.kind === 'mail') return toMail(channel);
  if (channel.kind === 's3') return toBucket(channel, secretOf);
  const isSigned = channel.kind === 'webhook' && channel.format === 'standard';
  return isSigned ? toWebhook(channel, secretOf) : undefined;
}

import type { Channel } from '../schedule-file.ts';
import type { Deliver } from './channel.ts';
import { toFolder } from './folder.ts';
import { toMail } from './mail.ts';

export { tellerOf } from './alerts.ts';
export type { Deliver, Parcel } from './channel.ts';
export type { Teller } from './teller.ts';

/** How a declared channel takes reports; undefined for one that takes alerts only. */
export function deliveryTo(channel: Channel): Deliver | undefined {
  if (channel.kind === 'folder') return toFolder(channel.path);
  return channel.kind === 'mail' ? toMail(channel) : undefined;
}

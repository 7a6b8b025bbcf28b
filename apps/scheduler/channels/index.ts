import type { Channel } from '../schedule-file.ts';
import type { Deliver } from './channel.ts';
import { toFolder } from './folder.ts';
import { toMail } from './mail.ts';

export type { Deliver, Parcel } from './channel.ts';

/** How a declared channel is served. Throws `CONFIG_INVALID` when its secret is not in the environment. */
export const deliveryTo = (channel: Channel): Deliver =>
  channel.kind === 'folder' ? toFolder(channel.path) : toMail(channel);

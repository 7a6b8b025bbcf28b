import type { Reply } from './repair.ts';

export type Command = 'summary' | 'stats' | 'pools' | 'version' | 'devs' | 'power';

/** The replies of one miner, each as the object that it means. */
export type CgminerRaw = { readonly [command in Command]?: Reply } & {
  /** Commands that the firmware does not know, with its words. */
  readonly refused?: Readonly<Partial<Record<Command, string>>>;
  /** Commands whose reply could not be used this time, or only in part, with the reason. */
  readonly failed?: Readonly<Partial<Record<Command, string>>>;
};

import { assignPartitions } from '../assign.ts';
import type { ProcessIdentity } from './process.ts';

/** One member as the group knows it. `beat` grows while the member lives. */
export interface GroupMember {
  readonly beat: number;
  readonly process: ProcessIdentity;
}

/** One partition: who has it, who shall have it, and how many owners it has had. */
export interface Ownership {
  readonly owner: string | null;
  readonly wanted: string | null;
  readonly epoch: number;
}

/** A consumer group as it is stored. */
export interface Group {
  readonly members: Readonly<Record<string, GroupMember>>;
  readonly partitions: readonly Ownership[];
}

/** A group nobody has joined yet. */
export const emptyGroup = (partitions: number): Group => ({
  members: {},
  partitions: Array.from({ length: partitions }, () => ({ owner: null, wanted: null, epoch: 0 })),
});

/** Hands every free partition to the member that shall have it. */
const settle = (group: Group): Group => ({
  ...group,
  partitions: group.partitions.map((one) =>
    one.owner === null && one.wanted !== null ? { ...one, owner: one.wanted, epoch: one.epoch + 1 } : one,
  ),
});

function withMembers(group: Group, members: Readonly<Record<string, GroupMember>>): Group {
  const owners = group.partitions.map(({ owner }) => (owner !== null && owner in members ? owner : null));
  const wanted = assignPartitions({ partitions: owners.length, members: Object.keys(members), owners });
  const partitions = group.partitions.map(({ epoch }, at) => ({
    owner: owners[at] ?? null,
    wanted: wanted[at] ?? null,
    epoch,
  }));
  return settle({ members, partitions });
}

/** Adds a member; partitions that it shall have come to it once their owners release them. */
export const joinGroup = (group: Group, id: string, process: ProcessIdentity): Group =>
  withMembers(group, { ...group.members, [id]: { beat: 0, process } });

/** Removes members, dead or leaving; their partitions go to the others at once. */
export const dropMembers = (group: Group, ids: readonly string[]): Group =>
  withMembers(group, Object.fromEntries(Object.entries(group.members).filter(([id]) => !ids.includes(id))));

/** Gives up the named partitions that another member shall have. */
export function releasePartitions(group: Group, id: string, partitions: readonly number[]): Group {
  const release = (one: Ownership, at: number): Ownership =>
    partitions.includes(at) && one.owner === id && one.wanted !== id ? { ...one, owner: null } : one;
  return settle({ ...group, partitions: group.partitions.map(release) });
}

/** Shows that the member lives; a member already dropped stays dropped. */
export function beatMember(group: Group, id: string): Group {
  const member = group.members[id];
  return member ? { ...group, members: { ...group.members, [id]: { ...member, beat: member.beat + 1 } } } : group;
}

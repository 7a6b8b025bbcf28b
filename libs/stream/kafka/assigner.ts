import kafkajs from 'kafkajs';
import { assignPartitions } from '../assign.ts';

const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;
const version = 0;

const ownedOf = (userData: Buffer): readonly number[] => {
  const owned: number[] = [];
  for (let at = 0; at + 4 <= userData.length; at += 4) owned.push(userData.readInt32BE(at));
  return owned;
};

function encodeOwned(owned: readonly number[]): Buffer {
  const userData = Buffer.alloc(owned.length * 4);
  owned.forEach((partition, at) => userData.writeInt32BE(partition, at * 4));
  return userData;
}

/** Partitions of each topic. Of topics that were just made kafkajs may not know yet: assigned by that, their partitions would be nobody's. */
async function countsOf(cluster: kafkajs.Cluster, topics: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const count = (): Map<string, number> =>
    new Map(topics.map((topic) => [topic, cluster.findTopicPartitionMetadata(topic).length]));
  const known = count();
  if (new Set(known.values()).size === 1 && ![...known.values()].includes(0)) return known;
  await cluster.refreshMetadata();
  const counts = count();
  const missing = topics.filter((topic) => counts.get(topic) === 0);
  if (missing.length > 0) throw new Error(`Kafka tells of no partitions of ${missing.join(', ')}`);
  return counts;
}

/**
 * Gives partition p of every topic to one member. Members say in their subscription what they own, and keep it as far as an
 * even share allows. `capture` receives kafkajs' cluster, the only way to talk to the group's coordinator directly.
 */
export function coPartitionAssigner(options: {
  owned: () => readonly number[];
  capture: (cluster: kafkajs.Cluster) => void;
}): kafkajs.PartitionAssigner {
  const name = 'coload-co-partition';
  return ({ cluster }) => {
    options.capture(cluster);
    return {
      name,
      version,
      assign: async ({ members, topics }) => {
        const counts = await countsOf(cluster, topics);
        const partitions = Math.max(...counts.values());
        const owners = Array.from({ length: partitions }, (): string | null => null);
        for (const { memberId, memberMetadata } of members) {
          const owned = ownedOf(MemberMetadata.decode(memberMetadata)?.userData ?? Buffer.alloc(0));
          for (const partition of owned) owners[partition] = memberId;
        }
        const ids = members.map(({ memberId }) => memberId);
        const assigned = assignPartitions({ partitions, members: ids, owners });
        return ids.map((memberId) => {
          const ours = (topic: string): number[] =>
            [...assigned.keys()].filter((at) => assigned[at] === memberId && at < (counts.get(topic) ?? 0));
          const assignment = Object.fromEntries(topics.map((topic) => [topic, ours(topic)]));
          return {
            memberId,
            memberAssignment: MemberAssignment.encode({ version, assignment, userData: Buffer.alloc(0) }),
          };
        });
      },
      protocol: ({ topics }) => ({
        name,
        metadata: MemberMetadata.encode({ version, topics, userData: encodeOwned(options.owned()) }),
      }),
    };
  };
}

import { metadataTooLarge, ownerLost, unequalTopics } from '../faults.ts';
import { maxMetadataBytes, type Position } from '../stream.ts';
import type { Environment } from './environment.ts';
import { emptyGroup, type Group } from './group.ts';

/** What a member needs to say who it is when it commits. */
export interface Claim {
  readonly group: string;
  readonly member: string;
  readonly partition: number;
  readonly epoch: number;
}

const positionKey = (group: string, topic: string, partition: number): Buffer =>
  Buffer.from(`${group}\0${topic}\0${partition}`, 'utf8');

/** Groups and their positions in LMDB. */
export class Groups {
  readonly #environment: Environment;

  constructor(options: { environment: Environment }) {
    this.#environment = options.environment;
  }

  load(group: string): Group | null {
    const stored = this.#environment.groups.get(Buffer.from(group, 'utf8'));
    return stored ? (JSON.parse(stored.toString('utf8')) as Group) : null;
  }

  /** Applies a pure transition; writes nothing when it returns what it was given. */
  async change(group: string, partitions: number, transition: (group: Group) => Group): Promise<Group> {
    return this.#environment.write(() => {
      const before = this.load(group) ?? emptyGroup(partitions);
      if (before.partitions.length !== partitions) {
        throw unequalTopics(group, `${before.partitions.length} when it was first joined, ${partitions} now`);
      }
      const after = transition(before);
      if (after !== before)
        this.#environment.groups.put(Buffer.from(group, 'utf8'), Buffer.from(JSON.stringify(after)));
      return after;
    });
  }

  positions(group: string, topics: readonly string[], partition: number): Map<string, Position> {
    this.#environment.refresh();
    const positions = new Map<string, Position>();
    for (const topic of topics) {
      const stored = this.#environment.positions.get(positionKey(group, topic, partition));
      if (!stored) continue;
      positions.set(topic, { offset: stored.readBigUInt64BE(0), metadata: stored.toString('utf8', 8) });
    }
    return positions;
  }

  /** Stores positions if the claim still holds; OWNER_LOST otherwise, in the same transaction. */
  async commit(claim: Claim, positions: ReadonlyMap<string, Position>): Promise<void> {
    const stored = [...positions].map(([topic, position]) => {
      const metadata = Buffer.from(position.metadata, 'utf8');
      if (metadata.length > maxMetadataBytes) throw metadataTooLarge(topic, metadata.length);
      const offset = Buffer.allocUnsafe(8);
      offset.writeBigUInt64BE(position.offset, 0);
      return { key: positionKey(claim.group, topic, claim.partition), value: Buffer.concat([offset, metadata]) };
    });
    await this.#environment.write(() => {
      const owned = this.load(claim.group)?.partitions[claim.partition];
      if (owned?.owner !== claim.member || owned.epoch !== claim.epoch) throw ownerLost(claim.group, claim.partition);
      for (const { key, value } of stored) this.#environment.positions.put(key, value);
    });
  }
}

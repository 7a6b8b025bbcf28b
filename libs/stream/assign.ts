/**
 * Spreads partitions 0…n-1 over the members: counts differ by one at most, and a member keeps what it had as far as that allows.
 * The same input gives the same answer everywhere. With no members nobody owns anything.
 */
export function assignPartitions(input: {
  readonly partitions: number;
  readonly members: readonly string[];
  /** The former owner by partition; null where there was none. */
  readonly owners: readonly (string | null)[];
}): (string | null)[] {
  const members = [...new Set(input.members)].sort();
  const result = Array.from({ length: input.partitions }, (): string | null => null);
  if (members.length === 0) return result;
  const held = new Map(members.map((member) => [member, 0]));
  const share = Math.floor(input.partitions / members.length);
  let extra = input.partitions % members.length;
  const keep = (partition: number): void => {
    const owner = input.owners[partition] ?? null;
    const count = owner === null ? undefined : held.get(owner);
    if (owner === null || count === undefined) return;
    if (count >= share) {
      if (count > share || extra === 0) return;
      extra -= 1;
    }
    held.set(owner, count + 1);
    result[partition] = owner;
  };
  for (let partition = 0; partition < input.partitions; partition += 1) keep(partition);
  for (let partition = 0; partition < input.partitions; partition += 1) {
    if (result[partition] !== null) continue;
    const poorest = members.reduce((best, member) => ((held.get(member) ?? 0) < (held.get(best) ?? 0) ? member : best));
    held.set(poorest, (held.get(poorest) ?? 0) + 1);
    result[partition] = poorest;
  }
  return result;
}

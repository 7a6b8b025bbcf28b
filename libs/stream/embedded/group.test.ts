import { describe, expect, test } from '@jest/globals';
import { dropMembers, emptyGroup, joinGroup, releasePartitions } from './group.ts';
import { isDead, ownIdentity } from './process.ts';

const process = ownIdentity();
const owners = (group: ReturnType<typeof emptyGroup>): (string | null)[] => group.partitions.map(({ owner }) => owner);

describe('a stored group', () => {
  test('hands a partition over only when its living owner has released it, under a new epoch', () => {
    const alone = joinGroup(emptyGroup(2), 'a', process);
    const both = joinGroup(alone, 'b', process);
    expect(owners(both)).toEqual(['a', 'a']);
    const released = releasePartitions(both, 'a', [0, 1]);
    expect(owners(released)).toEqual(['a', 'b']);
    expect(released.partitions.map(({ epoch }) => epoch)).toEqual([1, 2]);
  });

  test('gives the partitions of a dropped member away at once, also those it was waiting for', () => {
    const both = joinGroup(joinGroup(emptyGroup(2), 'a', process), 'b', process);
    expect(owners(dropMembers(both, ['a']))).toEqual(['b', 'b']);
    const without = dropMembers(both, ['b']);
    expect(owners(without)).toEqual(['a', 'a']);
    expect(without.partitions.every(({ wanted }) => wanted === 'a')).toBe(true);
  });
});

describe('a process', () => {
  test('is dead when its pid is gone or belongs to a later process, and never when it cannot be seen from here', () => {
    expect(isDead(process, process)).toBe(false);
    expect(isDead({ ...process, started: '1' }, process)).toBe(process.started !== '');
    expect(isDead({ ...process, pid: 4_194_304 }, process)).toBe(process.started !== '');
    expect(isDead({ ...process, pid: 4_194_304, space: 'elsewhere' }, process)).toBe(false);
  });
});

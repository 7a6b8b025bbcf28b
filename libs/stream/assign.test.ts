import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { assignPartitions } from './assign.ts';

const count = (owners: readonly (string | null)[], member: string): number =>
  owners.filter((owner) => owner === member).length;

describe('assigning partitions', () => {
  test('leaves everything unowned without members', () => {
    expect(assignPartitions({ partitions: 2, members: [], owners: ['gone', null] })).toEqual([null, null]);
  });

  test('moves no more than a newcomer needs', () => {
    const owners = assignPartitions({ partitions: 4, members: ['a', 'b'], owners: ['a', 'a', 'a', 'a'] });
    expect(owners).toEqual(['a', 'a', 'b', 'b']);
    expect(assignPartitions({ partitions: 4, members: ['b'], owners })).toEqual(['b', 'b', 'b', 'b']);
  });

  test('spreads evenly, gives every partition one owner, and changes nothing when asked again', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const input = fc.record({
      partitions: fc.integer({ min: 1, max: 12 }),
      members: fc.uniqueArray(name, { minLength: 1 }),
      owners: fc.array(fc.option(name), { maxLength: 12 }),
    });
    fc.assert(
      fc.property(input, ({ partitions, members, owners }) => {
        const assigned = assignPartitions({ partitions, members, owners });
        expect(assigned).toHaveLength(partitions);
        const counts = members.map((member) => count(assigned, member));
        expect(counts.reduce((sum, one) => sum + one, 0)).toBe(partitions);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        expect(assignPartitions({ partitions, members: members.toReversed(), owners: assigned })).toEqual(assigned);
      }),
    );
  });
});

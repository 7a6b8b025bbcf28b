import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { longs } from './columns.ts';
import { withRests } from './rests.ts';

const names = [
  'hash_gh',
  'metered_j',
  'psu_j',
  'estimated_j',
  'configured_j',
  'energy_j',
  'rate_gh',
  'wall_j',
] as const;
const others = ['wall_diff', 'facility_diff', 'stale_diff', 'late_diff', 'accepted_diff', 'rejected_diff'] as const;
const checked = ['submitted_diff', 'hw_errors', 'checked_errors', 'checked_nonces'] as const;
const given = [...names, ...others, ...checked];

const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const row = fc.tuple(...given.map(() => long));

test('what is left adds up to the column again, however large or negative its parts are', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
      const columns = given.map((name, at) =>
        longs(
          name,
          BigInt64Array.from(rows, (values) => values[at] ?? 0n),
        ),
      );
      const stored = new Map(
        withRests(columns).map(({ name, data }) => [name, new BigInt64Array(Uint8Array.from(data[0] ?? []).buffer)]),
      );
      rows.forEach((values, index) => {
        const sum = (...parts: readonly string[]): bigint =>
          BigInt.asIntN(
            64,
            parts.reduce((total, part) => total + (stored.get(part)?.[index] ?? 0n), 0n),
          );
        const energy = ['metered_j', 'psu_j', 'estimated_j', 'configured_j', 'energy_rest_j'];
        const submitted = ['accepted_diff', 'rejected_diff', 'stale_diff', 'submitted_rest_diff'];
        expect({
          energy_j: sum(...energy),
          rate_gh: sum('hash_gh', 'rate_rest_gh'),
          wall_j: sum(...energy, 'wall_rest_j'),
          facility_diff: sum('wall_diff', 'facility_rest_diff'),
          late_diff: sum('stale_diff', 'late_rest_diff'),
          submitted_diff: sum(...submitted),
          checked_errors: sum('hw_errors', 'checked_rest_errors'),
          checked_nonces: sum(...submitted, 'hw_errors', 'checked_rest_nonces'),
        }).toEqual(
          Object.fromEntries(
            given.flatMap((name, at) => (stored.has(name) ? [] : [[name, values[at] ?? 0n] as const])),
          ),
        );
      });
    }),
  );
});

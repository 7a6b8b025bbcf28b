import type { NativeColumn } from '#store';
import { doubles, wholes } from './columns.ts';
import { type ClassUnits, gathered } from './units.ts';

/** What miners are rated for: power against hashes in the expected time, and hashes in the time in which they are up. */
export function ratingColumns(units: ClassUnits): NativeColumn[] {
  const upMs = gathered(units, 'up_ms');
  const rated = units.rows.map(({ expected }) => expected?.rated);
  return [
    doubles(
      'rated_j',
      rated.map((each) => each?.joules ?? 0),
    ),
    doubles(
      'rated_gh',
      rated.map((each) => each?.gh ?? 0),
    ),
    wholes(
      'rated_ms',
      rated.map((each) => each?.ms ?? 0),
    ),
    doubles(
      'up_gh',
      units.rows.map(({ expected }, index) => ((expected?.nominalGhs ?? 0) * Number(upMs[index])) / 1000),
    ),
  ];
}

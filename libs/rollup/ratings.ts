import type { NativeColumn } from '#store';
import { doubles, wholes } from './columns.ts';
import { type ClassUnits, gathered } from './units.ts';

/** Hash boards of miners that work, and that should, over the time in which they tell; of units whose boards are registered. */
export function boardColumns(units: ClassUnits): NativeColumn[] {
  const due = units.rows.map(({ expected }) => expected?.boards ?? 0);
  const [working, seen] = [gathered(units, 'board_ms'), gathered(units, 'boards_ms')];
  const dueMs = due.map((boards, index) => boards * Number(seen[index]));
  return [
    // A board more than is registered makes up for none that another unit lacks.
    wholes(
      'board_ms',
      dueMs.map((most, index) => Math.min(Number(working[index]), most)),
    ),
    wholes('board_due_ms', dueMs),
    wholes(
      'boards_ms',
      due.map((boards, index) => (boards > 0 ? Number(seen[index]) : 0)),
    ),
  ];
}

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

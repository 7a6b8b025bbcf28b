import { describe, expect, test } from '@jest/globals';
import { dayMs } from '#contracts';
import { type ChangedUnit, convertedMw } from './conversion.ts';

const to = Date.UTC(2026, 5, 1);
const daysAgo = (days: number): number => to - days * dayMs;
const forever = Date.UTC(2299, 0, 1);

const unit = (of: Partial<ChangedUnit>): ChangedUnit => ({
  hall: 'shed',
  class: 'asic',
  ratedW: 3e6,
  from: daysAgo(900),
  to: daysAgo(200),
  drawnDays: 90,
  ...of,
});
const boards = (of: Partial<ChangedUnit> = {}): ChangedUnit =>
  unit({ class: 'gpu', ratedW: 2e6, from: daysAgo(150), to: forever, ...of });

describe('power that is converted', () => {
  test('is what left or what came, whichever is less', () => {
    expect(convertedMw([unit({}), boards()], to)).toBe(2);
    expect(convertedMw([unit({}), boards({ ratedW: 9e6 })], to)).toBe(3);
  });

  test('counts miners that were replaced or left one by one as the most that there were at once', () => {
    const replaced = [
      unit({ to: daysAgo(400) }),
      unit({ from: daysAgo(400) }),
      unit({ ratedW: 1e6, to: daysAgo(300) }),
    ];
    expect(convertedMw([...replaced, boards({ ratedW: 9e6 })], to)).toBe(4);
  });

  test.each([
    { name: 'miners that are still there', units: [unit({ to: forever }), boards()] },
    { name: 'miners that left less than 90 days ago', units: [unit({ to: daysAgo(89) }), boards()] },
    { name: 'boards that came less than 90 days ago', units: [unit({}), boards({ from: daysAgo(89) })] },
    { name: 'boards that are gone again', units: [unit({}), boards({ to: daysAgo(1) })] },
    {
      name: 'boards that the register has and no meter saw',
      units: [unit({ drawnDays: 60 }), boards({ drawnDays: 60 })],
    },
    { name: 'no change', units: [] },
  ])('is none with $name', ({ units }) => {
    expect(convertedMw(units, to)).toBe(0);
  });

  test('adds up over halls, and is not known where a rating is missing', () => {
    const other = [unit({ hall: 'barn' }), boards({ hall: 'barn' })];
    expect(convertedMw([unit({}), boards(), ...other], to)).toBe(4);
    expect(convertedMw([unit({ ratedW: null }), boards(), ...other], to)).toBeNull();
  });
});

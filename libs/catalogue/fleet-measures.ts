import { difficulty, joule, type Measure, ms, sum } from './measure.ts';

const asic = { table: 'asic', ...sum } as const;
const gigahash = { unit: '{hash}', scale: 1e9 } as const;
const nonce = { unit: '{nonce}', scale: 1 } as const;

/** Measures of what miners are rated for and of what fails in them. */
export const fleetMeasures = {
  asic_stale: {
    ...asic,
    ...difficulty,
    sql: 'late_diff',
    brief: 'Hashes that the late shares stand for, of readings that know all kinds of shares.',
  },
  asic_all_submitted: {
    ...asic,
    ...difficulty,
    sql: 'submitted_diff',
    brief: 'Hashes that all submitted shares of the same readings stand for.',
  },
  asic_submitted_time: { ...asic, ...ms, sql: 'submitted_ms', brief: 'Time of these readings.' },
  asic_hw_errors: {
    ...asic,
    ...nonce,
    sql: 'checked_errors',
    brief: 'Hardware errors, of readings that know the work too.',
  },
  asic_nonces: { ...asic, ...nonce, sql: 'checked_nonces', brief: 'Hardware errors and work of the same readings.' },
  asic_checked_time: { ...asic, ...ms, sql: 'checked_ms', brief: 'Time of these readings.' },
  asic_boards_missing: {
    ...asic,
    ...ms,
    sql: 'board_lost_ms',
    brief: 'Time of registered hash boards that do not work.',
  },
  asic_boards_due: { ...asic, ...ms, sql: 'board_due_ms', brief: 'Time of all registered hash boards.' },
  asic_boards_time: {
    ...asic,
    ...ms,
    sql: 'boards_ms',
    brief: 'Time in which miners with registered boards tell how many work.',
  },
  asic_rated_energy: {
    ...asic,
    ...joule,
    sql: 'rated_j',
    brief: 'Rated power times the expected time, of miners that are rated for power and hash rate.',
  },
  asic_rated_hash: { ...asic, ...gigahash, sql: 'rated_gh', brief: 'Rated hashes of the same miners and time.' },
  asic_rated_time: { ...asic, ...ms, sql: 'rated_ms', brief: 'Expected time of these miners.' },
  asic_up_hash: {
    ...asic,
    ...gigahash,
    sql: 'up_gh',
    brief: 'Rated hashes in the time at half of the rated rate or more.',
  },
} as const satisfies Record<string, Measure>;

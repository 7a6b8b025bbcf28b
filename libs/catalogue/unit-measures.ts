import { fleetMeasures } from './fleet-measures.ts';
import { difficulty, joule, type Measure, ms, sum } from './measure.ts';

const asic = { table: 'asic', ...sum } as const;
const gpu = { table: 'gpu', ...sum } as const;
const gigahash = { unit: '{hash}', scale: 1e9 } as const;

/** Measures of miners and boards. */
export const unitMeasures = {
  asic_expected: {
    ...asic,
    ...ms,
    sql: 'expected_ms',
    brief: 'Time in which the register expects the miners.',
  },
  asic_available: {
    ...asic,
    ...ms,
    sql: 'expected_ms - curtailed_ms',
    brief: 'Expected time outside ordered curtailments.',
  },
  asic_energy: { ...asic, ...joule, sql: 'energy_j', point: 'M4', brief: "Energy used at the miners' inputs." },
  asic_energy_time: { ...asic, ...ms, sql: 'energy_ms', brief: "Time in which the miners' energy is known." },
  asic_rate: { ...asic, ...gigahash, sql: 'rate_gh', brief: 'Integral of the hash rate that the miners report.' },
  asic_rate_time: { ...asic, ...ms, sql: 'rate_ms', brief: 'Time in which the reported rate is known.' },
  asic_rate_span: {
    ...asic,
    ...ms,
    sql: 'rate_ms',
    overDevices: 'mean',
    brief: 'Time in which the reported rate is known, of the mean miner.',
  },
  asic_accepted: { ...asic, ...difficulty, sql: 'accepted_diff', brief: 'Hashes that the accepted shares stand for.' },
  asic_rejected: { ...asic, ...difficulty, sql: 'rejected_diff', brief: 'Hashes that the rejected shares stand for.' },
  asic_submitted: {
    ...asic,
    ...difficulty,
    sql: 'accepted_diff + rejected_diff + stale_diff',
    brief: 'Hashes that all submitted shares stand for.',
  },
  asic_shares_time: { ...asic, ...ms, sql: 'shares_ms', brief: 'Time in which the share counters are known.' },
  asic_rejects_time: {
    ...asic,
    ...ms,
    sql: 'rejects_ms',
    brief: 'Time in which accepted and rejected shares are both known.',
  },
  asic_nominal: {
    ...asic,
    ...gigahash,
    sql: 'nominal_gh',
    brief: 'Rated hashes in the expected time.',
  },
  asic_up: { ...asic, ...ms, sql: 'up_ms', brief: 'Time at half of the rated rate or more.' },
  asic_wall_energy: {
    ...asic,
    ...joule,
    sql: 'wall_j',
    point: 'M4',
    brief: "Energy at the miners' inputs where energy and shares are both covered.",
  },
  asic_wall_hash: { ...asic, ...difficulty, sql: 'wall_diff', brief: 'Accepted hashes of the same time.' },
  asic_wall_time: { ...asic, ...ms, sql: 'wall_ms', brief: 'Expected time of the same buckets.' },
  asic_facility_energy: {
    ...asic,
    ...joule,
    sql: 'facility_j',
    point: 'facility',
    brief: "Share of the hall's facility energy, by energy, where it and the shares are both covered.",
  },
  asic_facility_hash: { ...asic, ...difficulty, sql: 'facility_diff', brief: 'Accepted hashes of the same time.' },
  asic_facility_time: { ...asic, ...ms, sql: 'facility_ms', brief: 'Expected time of the same buckets.' },
  ...fleetMeasures,

  gpu_expected: {
    ...gpu,
    ...ms,
    sql: 'expected_ms',
    brief: 'Time in which the register expects the boards.',
  },
  gpu_energy: { ...gpu, ...joule, sql: 'energy_j', point: 'board', brief: 'Energy that the boards count.' },
  gpu_energy_time: { ...gpu, ...ms, sql: 'energy_ms', brief: "Time in which the boards' energy is known." },
  gpu_limited_energy: {
    ...gpu,
    ...joule,
    sql: 'limited_energy_j',
    point: 'board',
    brief: 'Energy of the boards while their limit is known.',
  },
  gpu_limit_energy: {
    ...gpu,
    ...joule,
    sql: 'limit_j',
    point: 'board',
    brief: 'Enforced power limit times the same time.',
  },
  gpu_limited_time: { ...gpu, ...ms, sql: 'limited_ms', brief: 'Time in which energy and limit are known.' },
  gpu_sm: { ...gpu, ...ms, sql: 'sm_ms', brief: 'Integral of the activity of the streaming multiprocessors.' },
  gpu_sm_time: { ...gpu, ...ms, sql: 'sm_observed_ms', brief: 'Time in which that activity is known.' },
  gpu_sm_fallback: { ...gpu, ...ms, sql: 'sm_fallback_ms', brief: 'Part of it in which another signal stood in.' },
  gpu_tensor: { ...gpu, ...ms, sql: 'tensor_ms', brief: 'Integral of the activity of the tensor pipes.' },
  gpu_xid: { ...gpu, unit: '{error}', scale: 1, sql: 'xid_events', brief: 'XID errors seen.' },
  gpu_xid_failures: {
    ...gpu,
    unit: '{error}',
    scale: 1,
    sql: 'xid_failures',
    brief: 'Those of them that tell of failing hardware.',
  },
  gpu_xid_time: { ...gpu, ...ms, sql: 'xid_ms', brief: 'Time in which they are known.' },
  gpu_tensor_time: { ...gpu, ...ms, sql: 'tensor_observed_ms', brief: 'Time in which that activity is known.' },
} as const satisfies Record<string, Measure>;

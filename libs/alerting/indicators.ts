import type { Dimension } from '#catalogue';

/** A quantity that no sum of a rollup gives, so that it is no metric: the state of a device, or what Coload observes of itself. */
export interface Indicator {
  readonly title: string;
  readonly brief: string;
  /** UCUM; values are given in it. */
  readonly unit: string;
  /** By what it is known; grouped by less, the greatest counts. */
  readonly dimensions: readonly Dimension[];
  /** What is read together. */
  readonly source: IndicatorSource;
  /** Path of the API behind which the value lies. */
  readonly path: string;
}

/** Each is one statement of the store, but for `verdicts`, which are those of `#claims`. */
export type IndicatorSource =
  'gauges' | 'shares' | 'idle-gpus' | 'quarter' | 'dead-letters' | 'reconciled' | 'restated' | 'reports' | 'verdicts';

const device = { dimensions: ['site', 'hall', 'model', 'device'], path: '/v1/devices' } as const;
const site = { dimensions: ['site'] } as const;
const gauge = { ...device, source: 'gauges' } as const;

/** Every indicator, by id. */
const indicators = {
  chip_temperature: {
    ...gauge,
    unit: 'Cel',
    title: 'Hottest chip',
    brief: 'Hottest chip sensor of a miner, last reported.',
  },
  gpu_temperature: { ...gauge, unit: 'Cel', title: 'GPU temperature', brief: 'Temperature of a GPU, last reported.' },
  coolant_temperature: {
    ...gauge,
    unit: 'Cel',
    title: 'Coolant supply temperature',
    brief: 'What a cooling unit supplies to its loop, last reported.',
  },
  xid_hardware: {
    ...gauge,
    unit: '1',
    title: 'XID of the hardware',
    brief: 'Latched XID code of a board that tells of its memory, its links or the board itself; 0 for none.',
  },
  xid_application: {
    ...gauge,
    unit: '1',
    title: 'XID of an application',
    brief: 'Latched XID code of a board that the program on it usually causes; 0 for none.',
  },
  xid_other: {
    ...gauge,
    unit: '1',
    title: 'XID of the driver',
    brief: 'Latched XID code of a board that is neither of the hardware nor of an application; 0 for none.',
  },
  share_shortfall: {
    ...device,
    source: 'shares',
    unit: '1',
    title: 'Shortfall of shares',
    brief:
      'Shares that a miner had accepted in its last whole hour against those of its rated rate: (expected − accepted) ÷ σ, of the number of shares.',
  },
  gpu_held_idle: {
    ...device,
    source: 'idle-gpus',
    unit: '1',
    title: 'GPU held idle',
    brief:
      'Share of the last hour in which somebody held memory of a board (over 1 GiB) and its multiprocessors did nothing (under 2 %). What a scheduler has allocated is not known.',
  },
  idle_at_negative_price: {
    ...site,
    source: 'quarter',
    unit: '1',
    path: '/v1/query?metrics=mean_price,power_capacity_utilization',
    title: 'Idle at a negative price',
    brief:
      'Share of the contracted power that was not drawn in the last whole quarter of an hour; 0 where power had its price.',
  },
  meter_disagreement: {
    dimensions: ['site', 'hall'],
    source: 'quarter',
    unit: '1',
    path: '/v1/query?metrics=energy_m3,energy_m4_asic&by=hall',
    title: 'Meter and devices disagree',
    brief:
      'Difference between the feeder of a mining hall and the inputs of its miners, of the last whole hour, divided by the feeder.',
  },
  dead_letters: {
    ...site,
    source: 'dead-letters',
    unit: '1',
    path: '/v1/sites',
    title: 'Dead letters',
    brief: 'Rows and messages that were set aside and on which nobody has decided.',
  },
  sequence_gaps: {
    ...site,
    source: 'reconciled',
    unit: '1',
    path: '/v1/reconciliations',
    title: 'Gaps in the sequence',
    brief: 'Runs of batches that never reached the stream, by the last `coload reconcile`.',
  },
  reconcile_differences: {
    ...site,
    source: 'reconciled',
    unit: '1',
    path: '/v1/reconciliations',
    title: 'Differences found',
    brief:
      'Rows lost, doubled or beyond the log, and rows of rollups that readings do not give, by the last `coload reconcile`.',
  },
  restated_windows: {
    ...site,
    source: 'restated',
    unit: '1',
    path: '/v1/restatements',
    title: 'Restated windows',
    brief:
      'Days and months of the site that were published again within the last 24 hours, since what they are computed from has changed.',
  },
  incomplete_reports: {
    ...site,
    source: 'reports',
    unit: '1',
    path: '/v1/reports',
    title: 'Incomplete reports',
    brief: 'Issues of reports within the last 24 hours of which figures could not be given.',
  },
  undelivered_reports: {
    ...site,
    source: 'reports',
    unit: '1',
    path: '/v1/reports',
    title: 'Undelivered reports',
    brief: 'Issues of the last seven days that a channel has refused and not taken since.',
  },
  claim_verdicts_changed: {
    ...site,
    source: 'verdicts',
    unit: '1',
    path: '/v1/claims',
    title: 'Changed verdicts',
    brief: 'Readings of claims whose verdict at the last midnight of the site is another than at the midnight before.',
  },
} as const satisfies Record<string, Indicator>;

export type IndicatorId = keyof typeof indicators;

/** The ids of all indicators. */
export const indicatorIds = Object.keys(indicators) as IndicatorId[];

export const isIndicatorId = (id: string): id is IndicatorId => Object.hasOwn(indicators, id);

/** An indicator by id. */
export const indicatorOf = (id: IndicatorId): Indicator => indicators[id];

/** XID codes by class, as NVIDIA's catalogue of XID errors tells their usual cause; all others are of the driver or of unknown cause. */
export const xidClasses = {
  hardware: [48, 63, 64, 74, 79, 92, 94, 95, 140],
  application: [13, 31, 43, 45, 68, 69],
} as const;

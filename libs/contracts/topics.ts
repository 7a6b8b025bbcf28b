/** The classes of devices; each has its topic `telemetry.<class>`, its table `reading_<class>` and its rollup. */
export const deviceClasses = ['asic', 'gpu', 'cooling', 'meter', 'inference'] as const;
export type DeviceClass = (typeof deviceClasses)[number];

/** The device kinds that can be read and the class of what they are. */
export const deviceKinds = {
  cgminer: 'asic',
  dcgm: 'gpu',
  inference: 'inference',
  'redfish-cdu': 'cooling',
  sunspec: 'meter',
} as const satisfies Record<string, DeviceClass>;
export type DeviceKind = keyof typeof deviceKinds;

export interface TopicContract {
  readonly table: string;
  /** The column whose UTC day all rows of a batch share. */
  readonly dayColumn: string;
  /** Rows are intervals `(started_at, ended_at]` of a device. */
  readonly isTelemetry: boolean;
}

/** Every topic that the processor loads, and the table that its rows go to. */
export const topics = {
  'telemetry.asic': { table: 'reading_asic', dayColumn: 'ended_at', isTelemetry: true },
  'telemetry.gpu': { table: 'reading_gpu', dayColumn: 'ended_at', isTelemetry: true },
  'telemetry.cooling': { table: 'reading_cooling', dayColumn: 'ended_at', isTelemetry: true },
  'telemetry.meter': { table: 'reading_meter', dayColumn: 'ended_at', isTelemetry: true },
  'telemetry.inference': { table: 'reading_inference', dayColumn: 'ended_at', isTelemetry: true },
  'market.chain': { table: 'market_chain', dayColumn: 'observed_at', isTelemetry: false },
  'market.power': { table: 'market_power', dayColumn: 'start_at', isTelemetry: false },
  'market.carbon': { table: 'market_carbon', dayColumn: 'start_at', isTelemetry: false },
  'market.block': { table: 'market_block', dayColumn: 'ended_at', isTelemetry: false },
  'market.gpu': { table: 'market_gpu', dayColumn: 'observed_at', isTelemetry: false },
  'site.event': { table: 'site_event', dayColumn: 'started_at', isTelemetry: false },
  'site.job': { table: 'site_job', dayColumn: 'first_at', isTelemetry: false },
} as const satisfies Record<string, TopicContract>;
export type Topic = keyof typeof topics;

export const topicNames = Object.keys(topics) as Topic[];

/** The topic of a device class. */
export const telemetryTopic = (deviceClass: DeviceClass): Topic => `telemetry.${deviceClass}`;

/** Where rows and messages that cannot be loaded are set aside. */
export const deadTopic = (topic: Topic): string => `${topic}.dead`;

/** A batch holds at most this many rows … */
export const maxBatchRows = 500;
/** … or this many bytes of body. */
export const maxBatchBytes = 256 * 1024;

/** What a value should be at most or at least; names are those of results and ratios. */
export interface Target {
  readonly name: string;
  readonly atMost?: number;
  readonly atLeast?: number;
  readonly what: string;
}

export const targets: readonly Target[] = [
  { name: 'raw_to_engine_limit', atLeast: 0.6, what: 'embedded stream to store, of what the engine itself does' },
  { name: 'rollups_to_engine_limit', atLeast: 0.4, what: 'the same with rollups' },
  { name: 'rollups_to_json_each_row', atLeast: 8, what: 'with rollups, times the JSONEachRow program, embedded' },
  { name: 'kafka_rollups_to_json_each_row', atLeast: 6, what: 'the same from Kafka, its broker on the same cores' },
  { name: 'kafka_rollups.cpu', atMost: 4, what: 'its CPU, loader and engine (s per million readings)' },
  {
    name: 'kafka_json_each_row_cpu_to_rollups',
    atLeast: 7,
    what: 'CPU of the JSONEachRow program from Kafka, times that',
  },
  { name: 'growth_cpu_most_to_fewest', atMost: 1.2, what: 'cost of a reading with 10,000 devices, of that with 100' },
  { name: 'freshness.p99_ms', atMost: 3_000, what: 'from poll to answer at 20,000 readings/s, 99 % (ms)' },
  { name: 'api.site_30_days_by_hour.p95_ms', atMost: 150, what: '30 days of a site by hour (ms)' },
  { name: 'api.all_sites_by_day.p95_ms', atMost: 500, what: 'a year of 100 sites by day (ms)' },
  { name: 'alerts.round', atMost: 5, what: 'a round of 500 rules at 100 sites (s)' },
  { name: 'notification.p99', atMost: 30, what: 'from the end of a reading to the alert of it, 99 % (s)' },
  { name: 'reports.whole', atMost: 10, what: 'the monthly report of 10 sites in every format (s)' },
  { name: 'reports.pdf_size', atMost: 2, what: 'its PDF (MB)' },
  { name: 'collector.cores', atMost: 1, what: 'a collector of 10,000 miners, polled every minute (cores)' },
  { name: 'collector.memory', atMost: 512, what: 'its memory (MB)' },
  { name: 'collector.latest', atMost: 5_000, what: 'its latest answer after its time (ms)' },
  { name: 'stored.reading', atMost: 30, what: 'bytes stored per reading' },
  { name: 'stored.rollup_share', atMost: 10, what: 'rollups, % of the readings' },
  { name: 'wire.compressed', atMost: 60, what: 'bytes per reading on the wire' },
  { name: 'takeover.embedded_longest', atMost: 3, what: 'new rows after a SIGKILL, embedded (s)' },
  { name: 'takeover.kafka_longest', atMost: 15, what: 'new rows after a SIGKILL, Kafka (s)' },
];

export const isMet = ({ atMost = Infinity, atLeast = -Infinity }: Target, measured: number): boolean =>
  measured <= atMost && measured >= atLeast;

/** Ratios of a short run below which something has become slow: a third of what it gives, since a short run is mostly starting up and machines are noisy. */
export const floors: Readonly<Record<string, number>> = {
  raw_to_engine_limit: 0.12,
  rollups_to_engine_limit: 0.04,
  rollups_to_json_each_row: 1.5,
  kafka_rollups_to_json_each_row: 0.8,
};

/** What is below its floor, a line each; a ratio that could not be measured is. */
export function belowFloors(ratios: Readonly<Record<string, number | undefined>>): string[] {
  return Object.entries(floors).flatMap(([name, floor]) => {
    const measured = ratios[name];
    if (measured !== undefined && measured >= floor) return [];
    return [`${name} is ${measured ?? 'not measured'}, and should be at least ${floor}`];
  });
}

import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the processor tells of itself. */
export interface SelfMetrics {
  readonly registry: Registry;
  readonly received: Counter<'topic'>;
  readonly sent: Counter<'topic'>;
  readonly dropped: Counter<'reason'>;
  readonly errors: Counter<'code'>;
  readonly lag: Gauge<'partition'>;
  readonly freshness: Gauge;
  readonly stopped: Gauge<'partition' | 'code'>;
  readonly steps: Histogram<'step'>;
}

/** Creates the processor's metrics in a registry of their own. */
export function createSelfMetrics(): SelfMetrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    received: new Counter({
      name: 'processor_received_messages_total',
      help: 'Messages taken from the stream.',
      labelNames: ['topic'],
      registers,
    }),
    sent: new Counter({
      name: 'processor_sent_rows_total',
      help: 'Rows put into the store.',
      labelNames: ['topic'],
      registers,
    }),
    dropped: new Counter({
      name: 'processor_dropped_total',
      help: 'Rows and whole messages that are dead letters, by reason; and messages that were second copies.',
      labelNames: ['reason'],
      registers,
    }),
    errors: new Counter({
      name: 'processor_errors_total',
      help: 'Failures, retried ones included, by code.',
      labelNames: ['code'],
      registers,
    }),
    lag: new Gauge({
      name: 'processor_lag_messages',
      help: 'Messages in the stream that are not committed.',
      labelNames: ['partition'],
      registers,
    }),
    freshness: new Gauge({
      name: 'processor_freshness_seconds',
      help: 'Age of the newest instant that a stored row covers.',
      registers,
    }),
    stopped: new Gauge({
      name: 'processor_stopped_partitions',
      help: 'Partitions that stopped and need an operator, by code.',
      labelNames: ['partition', 'code'],
      registers,
    }),
    steps: new Histogram({
      name: 'processor_step_seconds',
      help: 'Duration of one run of a step.',
      labelNames: ['step'],
      buckets: [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60],
      registers,
    }),
  };
}

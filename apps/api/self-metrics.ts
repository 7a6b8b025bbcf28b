import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the api counts of itself; a registry of its own, so that two in one process do not meet. */
export interface SelfMetrics {
  readonly registry: Registry;
  readonly received: Counter<'route'>;
  readonly sent: Counter<'route'>;
  readonly dropped: Counter<'reason'>;
  readonly errors: Counter<'code'>;
  readonly lag: Gauge;
  /** Of the last `coload reconcile`. */
  readonly reconciled: { readonly differences: Gauge<'kind'>; readonly at: Gauge };
  readonly duration: Histogram<'step'>;
}

export function createSelfMetrics(): SelfMetrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    received: new Counter({
      name: 'api_requests_received_total',
      help: 'Requests received, by route.',
      labelNames: ['route'],
      registers,
    }),
    sent: new Counter({
      name: 'api_answers_sent_total',
      help: 'Answers sent that are not errors, by route.',
      labelNames: ['route'],
      registers,
    }),
    dropped: new Counter({
      name: 'api_requests_dropped_total',
      help: 'Requests refused, by reason.',
      labelNames: ['reason'],
      registers,
    }),
    errors: new Counter({
      name: 'api_errors_total',
      help: 'Requests that failed, by error code.',
      labelNames: ['code'],
      registers,
    }),
    lag: new Gauge({
      name: 'api_data_lag_seconds',
      help: 'Age of the last reading in the last answer that had one.',
      registers,
    }),
    reconciled: {
      differences: new Gauge({
        name: 'coload_reconcile_differences',
        help: 'What the last coload reconcile found to differ, by kind; 0 is as it should be.',
        labelNames: ['kind'],
        registers,
      }),
      at: new Gauge({
        name: 'coload_reconcile_timestamp_seconds',
        help: 'When coload reconcile ran last, Unix time; 0 for never.',
        registers,
      }),
    },
    duration: new Histogram({
      name: 'api_step_duration_seconds',
      help: 'Time from request to answer, by route.',
      labelNames: ['step'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
  };
}

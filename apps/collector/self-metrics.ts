import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Recorded } from './recorder.ts';

/** What the collector tells of itself. */
export interface SelfMetrics {
  readonly registry: Registry;
  readonly received: Counter<'kind'>;
  readonly sent: Counter<'topic'>;
  readonly dropped: Counter<'reason'>;
  readonly errors: Counter<'code'>;
  readonly polls: Counter<'kind' | 'outcome'>;
  readonly lag: Gauge;
  readonly steps: Histogram<'step'>;
}

/** Creates the collector's metrics in a registry of their own; `spooledBytes` is asked whenever they are read. */
export function createSelfMetrics(spooledBytes: () => number): SelfMetrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    received: new Counter({
      name: 'collector_received_polls_total',
      help: 'Polls of single units that were answered.',
      labelNames: ['kind'],
      registers,
    }),
    sent: new Counter({
      name: 'collector_sent_rows_total',
      help: 'Rows that the stream has acknowledged.',
      labelNames: ['topic'],
      registers,
    }),
    dropped: new Counter({
      name: 'collector_dropped_total',
      help: 'Polls set aside, by reason, and readings merged while the spool is full; what counters show then comes with a later reading.',
      labelNames: ['reason'],
      registers,
    }),
    errors: new Counter({
      name: 'collector_errors_total',
      help: 'Failures of devices, feeds, disk and stream, repeated ones included, by code.',
      labelNames: ['code'],
      registers,
    }),
    polls: new Counter({
      name: 'collector_polls_total',
      help: 'Addresses asked, by kind and outcome.',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    lag: new Gauge({
      name: 'collector_lag_bytes',
      help: 'Bytes of batches that wait for the stream.',
      registers,
      collect() {
        this.set(spooledBytes());
      },
    }),
    steps: new Histogram({
      name: 'collector_step_seconds',
      help: 'Duration of asking one device, and of recording what was gathered.',
      labelNames: ['step'],
      buckets: [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60],
      registers,
    }),
  };
}

/** Counts what a recording left out. */
export function countRecorded({ dropped }: SelfMetrics, recorded: Recorded): void {
  if (recorded.ahead > 0) dropped.inc({ reason: 'clock_ahead' }, recorded.ahead);
  if (recorded.held > 0) dropped.inc({ reason: 'merged' }, recorded.held);
}

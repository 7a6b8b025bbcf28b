import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Recorded } from './recorder.ts';

/** What the collector tells of itself. */
export interface SelfMetrics {
  readonly registry: Registry;
  readonly received: Counter<'kind'>;
  readonly sent: Counter<'topic'>;
  readonly dropped: Counter<'reason'>;
  readonly merged: Counter;
  readonly blanked: Counter;
  readonly errors: Counter<'code'>;
  readonly polls: Counter<'kind' | 'outcome'>;
  readonly lag: Gauge;
  readonly steps: Histogram<'step'>;
}

/** Creates the collector's metrics in a registry of their own; `spooledBytes` is asked whenever they are read. */
export function createSelfMetrics(spooledBytes: () => number): SelfMetrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <Label extends string = never>(name: string, help: string, ...labelNames: Label[]): Counter<Label> =>
    new Counter({ name: `collector_${name}_total`, help, labelNames, registers });
  return {
    registry,
    received: counter('received_polls', 'Polls of single units that were answered.', 'kind'),
    sent: counter('sent_rows', 'Rows that the stream has acknowledged.', 'topic'),
    dropped: counter(
      'dropped',
      'Polls set aside, by reason; what counters show then comes with a later reading.',
      'reason',
    ),
    merged: counter(
      'merged_readings',
      'Readings merged into the one before, since the spool was short of room: resolution that is lost; totals are not.',
    ),
    blanked: counter(
      'blanked_quantities',
      'Quantities made unknown by merging with a reading that does not know them, since the spool was full.',
    ),
    errors: counter('errors', 'Failures of devices, feeds, disk and stream, repeated ones included, by code.', 'code'),
    polls: counter('polls', 'Addresses asked, by kind and outcome.', 'kind', 'outcome'),
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

/** Counts what a recording left out or merged. */
export function countRecorded({ dropped, merged, blanked }: SelfMetrics, recorded: Recorded): void {
  if (recorded.ahead > 0) dropped.inc({ reason: 'clock_ahead' }, recorded.ahead);
  merged.inc(recorded.merged);
  blanked.inc(recorded.blanked);
}

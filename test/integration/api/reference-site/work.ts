import { type JobEvent, jobEvent, jobRow } from '#contracts';
import { dayMs, end, hourMs, quarterMs, season, startsFrom, weekdayOf } from './span.ts';

type Row = Record<string, unknown>;

const day = (month: number, date: number): number => Date.UTC(2025, month - 1, date);

/** An order, and what each miner or board draws under it, W. */
export interface Order {
  readonly reason: string;
  readonly hall: 'sheds' | 'gpus';
  readonly from: number;
  readonly to: number;
  readonly setpointW: number;
  readonly minerW?: number;
  readonly boardW?: number;
}

export const orders: readonly Order[] = [
  {
    reason: 'economic',
    hall: 'sheds',
    from: day(10, 7) + 17 * hourMs,
    to: day(10, 7) + 18 * hourMs,
    setpointW: 1000,
    minerW: 0,
  },
  {
    reason: 'regulatory',
    hall: 'sheds',
    from: day(10, 21) + 17 * hourMs,
    to: day(10, 21) + 19 * hourMs,
    setpointW: 1000,
    minerW: 0,
  },
  {
    reason: 'ai_request',
    hall: 'sheds',
    from: day(11, 4) + 12 * hourMs,
    to: day(11, 4) + 13 * hourMs,
    setpointW: 7000,
    minerW: 1600,
    boardW: 700,
  },
  {
    reason: 'ancillary',
    hall: 'gpus',
    from: day(11, 18) + 9 * hourMs,
    to: day(11, 18) + 10 * hourMs,
    setpointW: 1500,
    boardW: 250,
  },
  {
    reason: 'coincident_peak',
    hall: 'sheds',
    from: day(12, 2) + 17 * hourMs,
    to: day(12, 2) + 18 * hourMs,
    setpointW: 1000,
    minerW: 0,
  },
];

/** One quarter of an hour of each month; that of December is under an order. */
export const coincidentPeaks = [day(10, 15), day(11, 12), day(12, 2)].map((date) => ({
  from: date + 17 * hourMs + quarterMs,
  to: date + 17 * hourMs + 2 * quarterMs,
}));

/** Two hours in which a board is out of service. */
const outage = {
  reason: 'fault',
  scope: 'device:host/3',
  started_at: day(12, 9) + 8 * hourMs,
  ended_at: day(12, 9) + 10 * hourMs,
};

/** Days of both policies come in pairs, of which now one and now the other is the first. */
export function isHybrid(ms: number): boolean {
  const index = Math.floor((ms - season) / dayMs);
  return (index % 2 === 0) === (Math.floor(index / 2) % 3 === 0);
}

const event = (event_id: string, told: Row): Row => ({
  event_id,
  revision: 1,
  kind: 'curtailment',
  known_at: told['started_at'],
  ...told,
});

/** Orders, an outage, and the policy of every day. */
export const events: readonly Row[] = [
  ...orders.map(({ reason, hall, from, to, setpointW }) =>
    event(`order-${from}`, { reason, scope: `hall:${hall}`, started_at: from, ended_at: to, setpoint_w: setpointW }),
  ),
  event('outage', outage),
  ...startsFrom(season, dayMs).map((started_at) =>
    event(`policy-${started_at}`, {
      kind: 'policy',
      reason: isHybrid(started_at) ? 'hybrid' : 'static',
      scope: 'site',
      started_at,
      ended_at: started_at + dayMs,
    }),
  ),
];

const text = (ms: number): string => new Date(ms).toISOString();
export const usdPerGpuHour = 2.1;

/** A run of two boards: what it does in an hour, times its hours. */
function run(job: string, span: { queued: number; from: number; to: number }, told: Row): JobEvent {
  const hours = (span.to - span.from) / hourMs;
  const billed = hours * 2;
  return jobEvent.parse({
    kind: 'job',
    site: 'reference',
    event_id: `${job}-${span.from}`,
    revision: 1,
    job,
    gpus: 2,
    queued_at: text(span.queued),
    started_at: text(span.from),
    ended_at: text(span.to),
    outcome: 'completed',
    dtype: 'bf16',
    flop_per_token: 4e10,
    billed_gpu_s: billed * 3600,
    revenue_usd: billed * usdPerGpuHour,
    ...told,
  });
}

/** What training does in an hour. */
const tokensPerHour = 7.2e7;
function training(span: { queued: number; from: number; to: number }, told: Row = {}): JobEvent {
  const hours = (span.to - span.from) / hourMs;
  return run('train', span, {
    class: 'train',
    reach: weekdayOf(span.from) === 0 ? 'wan' : 'local',
    devices: ['host/2', 'host/3'],
    tokens: tokensPerHour * hours,
    hardware_flop_per_token: 5e10,
    ideal_tokens_per_s: 25_000,
    productive_s: 3240 * hours,
    ...(weekdayOf(span.from) === 1 && { manifest: `sha256:${'a'.repeat(64)}` }),
    ...told,
  });
}

const preempted = orders.find(({ hall }) => hall === 'gpus') ?? { from: end, to: end };

/** Training waits a quarter of an hour at midnight; once it is preempted by an order, and starts again after it. */
const trainings = startsFrom(season, dayMs).flatMap((from) => {
  const [first, to] = [{ queued: from, from: from + quarterMs }, from + dayMs];
  if (preempted.from < from || preempted.from >= to) return [training({ ...first, to })];
  return [
    training({ ...first, to: preempted.from }, { outcome: 'preempted', preempted_by: 'power', lost_s: 600 }),
    training({ queued: preempted.from, from: preempted.to, to }),
  ];
});

const servings = startsFrom(season, dayMs).map((from) =>
  run(
    'serve',
    { queued: from, from, to: from + dayMs },
    {
      class: 'infer',
      devices: ['host/0', 'host/1'],
      tokens: 48_000_000,
      flop_per_token: 2e10,
    },
  ),
);

/** Runs as they are told, which is when they end. */
export const jobs: readonly JobEvent[] = [...trainings, ...servings];
export const jobRows: readonly Row[] = jobs.map((told) => jobRow(told, told.ended_at ?? end));

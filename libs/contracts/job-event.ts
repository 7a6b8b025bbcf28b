import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { FeedRow } from './encoder.ts';

const name = z
  .string()
  .regex(/^[^\s\p{Cc}]+$/u, 'must have no spaces')
  .max(200);
const instant = z.iso.datetime({ offset: true }).transform((text) => Temporal.Instant.from(text).epochMilliseconds);
const count = z.int().min(0);
const seconds = z.number().min(0).max(1e12);
const flop = z.number().min(1).max(1e24);

const outcomes = ['completed', 'failed', 'cancelled', 'preempted', 'continued'] as const;
const reasons = ['power', 'priority', 'maintenance', 'fault'] as const;
/** Number formats whose peak rates are known by model of board. */
export const dtypes = ['fp64', 'tf32', 'fp16', 'bf16', 'fp8', 'int8', 'fp4'] as const;

/** What a run has done; told once it has ended, so that it can be spread over the time that it took. */
const done = {
  tokens: count.optional().describe('tokens that were processed'),
  output_tokens: count.optional().describe('tokens that were put out to those who asked'),
  requests: count.optional().describe('requests that were answered'),
  slo_judged: count.optional().describe('requests that are held against a service level'),
  slo_met: count.optional().describe('those of them that were within it'),
  steps: count.optional().describe('steps of training that were done'),
  productive_s: seconds.optional().describe('time in which steps were done that count, s'),
  lost_s: seconds.optional().describe('time of work that was lost with its end and must be done again, s'),
  billed_gpu_s: seconds.optional().describe('GPU time that was billed for it, s; 0 for what is not billed'),
  revenue_usd: z.number().min(-1e12).max(1e12).optional().describe('what was billed for it, USD'),
};

const shape = z.strictObject({
  kind: z.literal('job').describe('`job`: a run of a job, one holding of its boards'),
  site: name.describe('site whose boards it wants'),
  event_id: name.describe('stable id of the run; told again with a higher `revision` it replaces what was told before'),
  revision: z.int().min(0).max(1e9).describe('counts the versions of what is told of the run'),
  job: name.describe('id of the job: each time that it is started is a run of its own'),
  class: z.enum(['train', 'infer', 'batch']),
  reach: z
    .enum(['local', 'wan'])
    .default('local')
    .describe('`wan` for a job that spans sites: each tells of its own boards'),
  tenant: name.optional().describe('whose job it is'),
  hall: name
    .optional()
    .describe('hall whose boards it holds, where these are not named; they are taken to share it evenly'),
  devices: z
    .array(name)
    .min(1)
    .max(10_000)
    .optional()
    .describe('boards that it holds, hosts with all of theirs, or instances of divided boards, `host/index:GPU_I_ID`'),
  gpus: z.int().min(1).max(1e7).describe('boards that it wants and holds'),
  board_share: z
    .number()
    .min(1e-6)
    .max(1)
    .default(1)
    .describe('part of each board that it holds: of a MIG instance its part of the compute slices, so 2/7 of a `2g`'),
  queued_at: instant.optional().describe('since when it wanted its boards, ISO 8601'),
  started_at: instant.optional().describe('when it got all of them; absent while it waits'),
  ended_at: instant.optional().describe('when it gave them back, or up; absent while it holds them or waits'),
  outcome: z.enum(outcomes).optional().describe('how it ended; `continued` where the next run goes on without a stop'),
  preempted_by: z.enum(reasons).optional().describe('why it was preempted'),
  model: name.optional().describe('model that is trained or served'),
  params: z.number().min(1).max(1e18).optional().describe('its active parameters'),
  dtype: z.enum(dtypes).optional().describe('number format of the arithmetic, whose dense peak it is held against'),
  flop_per_token: flop.optional().describe('arithmetic of the model for a token, without recomputation'),
  hardware_flop_per_token: flop.optional().describe('the same with recomputation'),
  ideal_tokens_per_s: z
    .number()
    .min(1e-9)
    .max(1e15)
    .optional()
    .describe('tokens per second that all its boards together would ideally do'),
  manifest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, 'must be sha256: and 64 hexadecimal digits')
    .optional()
    .describe('digest of the signed manifest of its data'),
  ...done,
});

type Shape = z.output<typeof shape>;
type Fault = readonly [key: keyof Shape, message: string];

function timeFaults({ queued_at: queued, started_at: started, ended_at: ended }: Shape): Fault[] {
  const first = queued ?? started;
  if (first === undefined) return [['started_at', 'or queued_at must be given']];
  if (started !== undefined && started < first) return [['started_at', 'must not be before queued_at']];
  if (ended !== undefined && ended <= (started ?? first))
    return [['ended_at', 'must be after started_at and queued_at']];
  return [];
}

function doneFaults(told: Shape): Fault[] {
  const { started_at: started, ended_at: ended } = told;
  const [key] = (Object.keys(done) as (keyof typeof done)[]).filter((each) => told[each] !== undefined);
  if (key === undefined) return [];
  if (started === undefined || ended === undefined)
    return [[key, 'is told once the run has ended; of a long one tell several that follow one another']];
  const heldS = (ended - started) / 1000;
  return (['productive_s', 'lost_s'] as const)
    .filter((each) => (told[each] ?? 0) > heldS)
    .map((each): Fault => [each, `is more than the ${heldS} s that the run held its boards`]);
}

function faultsOf(told: Shape): Fault[] {
  const faults = [...timeFaults(told), ...doneFaults(told)];
  if (told.hall === undefined && told.devices === undefined) faults.push(['devices', 'or hall must be given']);
  if (told.preempted_by !== undefined && told.outcome !== 'preempted')
    faults.push(['preempted_by', 'is of runs whose outcome is preempted']);
  if (told.outcome !== undefined && told.ended_at === undefined) faults.push(['outcome', 'is told with ended_at']);
  if ((told.slo_met ?? 0) > (told.slo_judged ?? 0)) faults.push(['slo_met', 'is more than slo_judged']);
  return faults;
}

/** One event of `POST /v1/events`. Instants are UTC ms once parsed. */
export const jobEvent = shape.superRefine((told, context) => {
  for (const [key, message] of faultsOf(told)) context.addIssue({ code: 'custom', path: [key], message });
});
export type JobEvent = z.output<typeof jobEvent>;

const ms = (s: number | undefined): number | undefined => (s === undefined ? undefined : Math.round(s * 1000));

/** The row of `site.job` that an event becomes, learned at `knownAt`, UTC ms. */
export function jobRow(event: JobEvent, knownAt: number): FeedRow {
  const { kind: _kind, site: _site, devices, productive_s, lost_s, billed_gpu_s, ...told } = event;
  return {
    ...told,
    devices: devices?.join(' '),
    first_at: told.queued_at ?? told.started_at,
    productive_ms: ms(productive_s),
    lost_ms: ms(lost_s),
    billed_gpu_ms: ms(billed_gpu_s),
    known_at: knownAt,
  };
}

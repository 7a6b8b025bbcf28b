import { createHash } from 'node:crypto';
import type { Host } from './gpu.ts';
import { isoOf } from './local-time.ts';
import { keyOf } from './random.ts';

/** A run of a job on a host as its scheduler tells of it; a later revision replaces an earlier one. */
export type JobRow = Readonly<Record<string, unknown>> & { readonly event_id: string; readonly revision: number };

/** What the scheduler of a site has told of its jobs. */
export interface JobLog {
  /** Call after what a host does may have changed, or the power of it: ends its run, begins another. */
  note(host: Host, now: number): void;
  /** Ends all runs and goes on with them, so that what they have done is told. */
  slice(now: number): void;
  /** Runs that began or ended at or after `since`, UTC ms, oldest first, each as it stands. */
  rows(since: number): JobRow[];
}

interface Run {
  readonly host: Host;
  /** The number of the job of its host. */
  readonly job: number;
  readonly startedAt: number;
  /** Whether the job was running before. */
  readonly isContinued: boolean;
  readonly smS: number;
  readonly entry: { changedAt: number; row: JobRow };
}

/** Tokens per second of a board with all of its processors at work. */
const trainedPerS = 9_000;
const servedPerS = 1_500;
const tokensPerRequest = 400;
/** A model of 8e9 parameters: 6 FLOP for each and token, 8 with what is recomputed. */
const params = 8e9;
const usdPerGpuHour = 2.2;
const startUpS = 120;

/** A number below `count` that is always the same for a name. */
const drawn = (count: number, ...name: readonly string[]): number => (keyOf(...name) >>> 0) % count;

const smOf = ({ boards }: Host): number => boards.reduce((sum, { totals }) => sum + totals.smS, 0);

/** What a run of training did with so much activity of its boards, s. */
const trained = (smS: number, heldS: number, { host, isContinued }: Run): object => ({
  tokens: Math.round(smS * trainedPerS),
  steps: Math.round((smS * trainedPerS) / 4e6),
  productive_s: Math.max(heldS - (isContinued ? 0 : startUpS), 0),
  ideal_tokens_per_s: host.boards.length * trainedPerS,
});

/** Of a hundred requests two come late, and more where the boards are busier. */
function served(smS: number, heldS: number, { host }: Run): object {
  const output = Math.round(smS * servedPerS);
  const requests = Math.round(output / tokensPerRequest);
  const busy = heldS === 0 ? 0 : smS / heldS / host.boards.length;
  const late = Math.round(requests * Math.min(0.02 + 0.05 * busy, 1));
  return { tokens: output * 4, output_tokens: output, requests, slo_judged: requests, slo_met: requests - late };
}

/** The job of a host by its number, and whose it is. */
export function jobNames(site: string, { id }: Pick<Host, 'id'>, job: number): { job: string; tenant: string } {
  const name = `${id}-${job}`;
  return { job: `${site}-${name}`, tenant: `tenant-${1 + drawn(3, site, name)}` };
}

function told(site: string, run: Run): JobRow {
  const { host, job, startedAt, isContinued } = run;
  const name = `${host.id}-${job}`;
  const isTraining = host.job === 'training';
  const waitMs = (1 + drawn(15, site, name, 'wait')) * 60_000;
  return {
    kind: 'job',
    site,
    event_id: `${name}-${startedAt}`,
    revision: 1,
    ...jobNames(site, host, job),
    class: isTraining ? 'train' : 'infer',
    reach: isTraining && job % 4 === 0 ? 'wan' : 'local',
    devices: [host.id],
    gpus: host.boards.length,
    ...(isContinued ? {} : { queued_at: isoOf(startedAt - waitMs) }),
    started_at: isoOf(startedAt),
    model: isTraining ? 'sim-8b' : 'sim-8b-chat',
    params,
    dtype: 'bf16',
    ...(isTraining ? { flop_per_token: 6 * params, hardware_flop_per_token: 8 * params } : {}),
    ...(drawn(3, site, name, 'manifest') === 0
      ? {}
      : { manifest: `sha256:${createHash('sha256').update(name).digest('hex')}` }),
  };
}

function ended({ entry, ...run }: Run, now: number, how: object): JobRow {
  const heldS = (now - run.startedAt) / 1000;
  const smS = smOf(run.host) - run.smS;
  const done = entry.row['class'] === 'train' ? trained : served;
  const billed = heldS * run.host.boards.length;
  return {
    ...entry.row,
    revision: 2,
    ended_at: isoOf(now),
    ...how,
    ...done(smS, heldS, { entry, ...run }),
    billed_gpu_s: billed,
    revenue_usd: (billed / 3600) * usdPerGpuHour,
  };
}

/** An empty log of the jobs of a site. */
export function createJobLog(site: string): JobLog {
  const entries: Run['entry'][] = [];
  const running = new Map<string, Run>();

  function begin(host: Host, now: number, isContinued: boolean): void {
    const run = { host, job: host.jobs, startedAt: now, isContinued, smS: smOf(host) };
    const entry = { changedAt: now, row: {} as JobRow };
    entry.row = told(site, { ...run, entry });
    entries.push(entry);
    running.set(host.id, { ...run, entry });
  }

  function end(run: Run, now: number, how: object): void {
    running.delete(run.host.id);
    // What began at the same instant did nothing.
    if (now > run.startedAt) Object.assign(run.entry, { changedAt: now, row: ended(run, now, how) });
    else entries.splice(entries.indexOf(run.entry), 1);
  }

  return {
    note: (host, now) => {
      const run = running.get(host.id);
      const isPowered = host.outages === 0;
      if (run && (!isPowered || run.job !== host.jobs)) {
        const lost = { lost_s: Math.min((now - run.startedAt) / 1000, 600) };
        end(run, now, isPowered ? { outcome: 'completed' } : { outcome: 'preempted', preempted_by: 'fault', ...lost });
      }
      if (isPowered && host.job !== null && !running.has(host.id)) begin(host, now, false);
    },
    slice: (now) => {
      const runs = [...running.values()];
      for (const run of runs) {
        if (now === run.startedAt) continue;
        end(run, now, { outcome: 'continued' });
        begin(run.host, now, true);
      }
    },
    rows: (since) => entries.filter(({ changedAt }) => changedAt >= since).map(({ row }) => row),
  };
}

import { createHash } from 'node:crypto';
import { groupBy, isoOf, type Logger, messageOf } from '#runtime';
import { boardNameOf, instanceName, type JobEvent, jobEvent, jobRow } from '#contracts';
import type { UnitAnswer } from '#devices';
import type { SiteDevice } from '#register';
import type { FeedRows, Recorded } from './recorder.ts';
import type { Progress } from './source.ts';

/** A run of a job on boards of one host, as the labels of its exporter show it. */
interface Run {
  readonly job: string;
  readonly tenant?: string;
  /** Boards, or instances of divided ones. */
  readonly devices: readonly string[];
  /** Part of each board. */
  readonly share: number;
  /** First answer that showed it, and first one that did not any more, UTC ms. */
  readonly startedAt: number;
  readonly endedAt?: number;
}

export interface LabelRunsOptions {
  readonly progress: Progress;
  readonly record: (feeds: readonly FeedRows[]) => Promise<Recorded>;
  readonly onRecorded: (recorded: Recorded) => void;
  readonly logger: Logger;
}

type Shown = Omit<Run, 'startedAt' | 'endedAt'>;

const keyOf = ({ job, tenant, share, devices }: Shown): string => JSON.stringify([job, tenant, share, devices]);

/** Who holds what of a host: a job has a run for all boards of which it has the same part. */
function shownBy(units: readonly UnitAnswer[]): Map<string, Shown> {
  const holdings = units.flatMap(({ device, users = [] }) => users.map((user) => ({ device, ...user })));
  const groups = groupBy(holdings, ({ job, tenant, share }) => JSON.stringify([job, tenant, share]));
  const shown = [...groups.values()].flatMap((of) => {
    const [first] = of;
    if (!first) return [];
    const { job, tenant, share } = first;
    const devices = of.flatMap(({ device, instances = [] }) =>
      instances.length > 0 ? instances.map((instance) => instanceName(device, instance)) : [device],
    );
    const user = { job, ...(tenant !== undefined && { tenant }), share };
    return [{ ...user, devices: devices.sort() }];
  });
  return new Map(shown.map((each) => [keyOf(each), each]));
}

/** The run as the api would be told of it; undefined where its labels are no names. */
function eventOf(site: string, device: SiteDevice, run: Run): JobEvent | undefined {
  const { job, tenant, devices, share, startedAt, endedAt } = run;
  const digest = createHash('sha256').update(keyOf(run)).digest('hex').slice(0, 16);
  const { data } = jobEvent.safeParse({
    kind: 'job',
    site,
    event_id: `${device.id}-${digest}-${startedAt}`,
    revision: endedAt === undefined ? 1 : 2,
    job,
    class: device.labelJobs,
    tenant,
    devices,
    gpus: new Set(devices.map((name) => boardNameOf(name).board)).size,
    board_share: share,
    started_at: isoOf(startedAt),
    ...(endedAt !== undefined && { ended_at: isoOf(endedAt) }),
  });
  return data;
}

interface HostState {
  /** Runs that are shown, by key. */
  readonly open: Map<string, Run>;
  /** Begun or ended, and not known to be recorded. */
  pending: Run[];
}

/**
 * Tells runs of jobs from who the labels of exporters say has their boards: a run lasts from the first answer that shows it to the first
 * that does not. What is told is kept before it is recorded, so that a run goes on under its id whenever the collector is killed.
 */
export class LabelRuns {
  readonly #options: LabelRunsOptions;
  readonly #hosts = new Map<string, HostState>();
  readonly #busy = new Set<string>();

  constructor(options: LabelRunsOptions) {
    this.#options = options;
  }

  /** Takes in an answer of a host, complete at `at`; one that comes while the last is still being recorded is left to the next. */
  async note(site: string, device: SiteDevice, units: readonly UnitAnswer[], at: number): Promise<void> {
    const key = `jobs:${site}/${device.id}`;
    if (device.labelJobs === undefined || this.#busy.has(key)) return;
    this.#busy.add(key);
    try {
      const state = this.#stateOf(key);
      if (move(state, shownBy(units), at)) {
        const kept = [...state.open.values(), ...state.pending.filter(({ endedAt }) => endedAt !== undefined)];
        await this.#options.progress.keep(key, JSON.stringify(kept));
      }
      await this.#tell(site, device, state, at);
    } catch (error) {
      // The disk is full, or another collector has it: the runs are told with the next answer that is recorded.
      this.#options.logger.warn({ site, device: device.id, error: messageOf(error) }, 'runs of jobs are not recorded');
    } finally {
      this.#busy.delete(key);
    }
  }

  async #tell(site: string, device: SiteDevice, state: HostState, at: number): Promise<void> {
    const events = state.pending.flatMap((run) => eventOf(site, device, run) ?? []);
    if (events.length < state.pending.length)
      this.#options.logger.warn({ site, device: device.id }, 'labels that are no names of jobs are left out');
    if (events.length > 0) {
      const rows = events.map((event) => ({ id: event.event_id, content: [event], row: jobRow(event, at) }));
      this.#options.onRecorded(await this.#options.record([{ topic: 'site.job', key: site, rows }]));
    }
    state.pending = [];
  }

  #stateOf(key: string): HostState {
    const known = this.#hosts.get(key);
    if (known) return known;
    const kept = JSON.parse(this.#options.progress.read(key) ?? '[]') as Run[];
    const open = kept.filter(({ endedAt }) => endedAt === undefined);
    const state = { open: new Map(open.map((run) => [keyOf(run), run])), pending: kept };
    this.#hosts.set(key, state);
    return state;
  }
}

/** Moves a host on to what it shows; true when that is something else. */
function move(state: HostState, shown: ReadonlyMap<string, Shown>, at: number): boolean {
  const ended = [...state.open].filter(([key]) => !shown.has(key));
  const begun = [...shown].filter(([key]) => !state.open.has(key));
  for (const [key, run] of ended) {
    state.open.delete(key);
    state.pending.push({ ...run, endedAt: at });
  }
  for (const [key, run] of begun) {
    const open = { ...run, startedAt: at };
    state.open.set(key, open);
    state.pending.push(open);
  }
  return ended.length + begun.length > 0;
}

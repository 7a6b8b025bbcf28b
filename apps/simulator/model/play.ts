import type { Loop } from './cooling.ts';
import type { Agenda, SimulatedEvent } from './events.ts';
import { nextJob } from './events.ts';
import type { Dispatch } from './dispatch.ts';
import { type Host, type JobKind, loadHost, reloadDriver, settleHost } from './gpu.ts';
import type { JobLog } from './job-log.ts';
import type { LocalTime } from './local-time.ts';
import { type Miner, restartMiner } from './miner.ts';
import type { PowerPrice } from './power-price.ts';

/** How a device answers at present: not at all (network or power), late, cut short, or well. */
export type Condition = 'ok' | 'no_network' | 'no_power' | 'slow' | 'broken';

/** What events act upon. */
export interface Stage {
  readonly agenda: Agenda;
  readonly miners: readonly Miner[];
  readonly hosts: readonly Host[];
  readonly loops: readonly Loop[];
  /** Ids of everything that can be asked. */
  readonly devices: ReadonlySet<string>;
  readonly conditions: Map<string, Condition[]>;
  readonly dispatch: Dispatch;
  readonly jobs: JobLog;
  readonly price: PowerPrice;
  readonly time: LocalTime;
}

type Of<Kind extends SimulatedEvent['kind']> = Extract<SimulatedEvent, { kind: Kind }>;

/** Enters an event in the agenda; throws when it names a device that the site does not have. */
export function playEvent(stage: Stage, event: SimulatedEvent): void {
  if ('device' in event && !stage.devices.has(event.device)) {
    throw new Error(`No device ${event.device} in this site`);
  }
  if (event.kind === 'price_spike') {
    stage.price.order({ from: event.at, to: event.at + event.durationMs }, event.usdPerMwh);
  }
  stage.agenda.add(event.at, (now) => begin(stage, event, now));
}

function begin(stage: Stage, event: SimulatedEvent, now: number): void {
  switch (event.kind) {
    case 'offline':
      return cutOff(stage, event, now);
    case 'online':
      return bringBack(stage, event);
    case 'reboot':
      return reboot(stage, event, now);
    case 'slow':
    case 'broken':
      return impair(stage, event, event.kind);
    case 'curtailment':
      return curtail(stage, event, now);
    case 'job_start':
      return startJob(stage, event, now);
    case 'job_stop':
      return withHost(stage, event.device, (host) => setJob(stage, host, null, now));
    case 'xid':
      return withHost(stage, event.device, (host) => (host.xid = event.code));
    case 'warm_coolant':
      return warmCoolant(stage, event);
    case 'price_spike':
  }
}

const cutOff = (stage: Stage, event: Of<'offline'>, now: number): void =>
  event.cause === 'power' ? cutPower(stage, event, now) : impair(stage, event, 'no_network');

function impair(stage: Stage, event: { at: number; device: string; durationMs: number }, condition: Condition): void {
  const present = stage.conditions.get(event.device) ?? [];
  stage.conditions.set(event.device, present);
  present.push(condition);
  stage.agenda.add(event.at + event.durationMs, () => lift(present, condition));
}

/** Takes a condition away once, if it is still there. */
function lift(present: Condition[], condition: Condition): void {
  const at = present.indexOf(condition);
  if (at >= 0) present.splice(at, 1);
}

function bringBack(stage: Stage, { device }: Of<'online'>): void {
  const present = stage.conditions.get(device) ?? [];
  while (present.includes('no_network')) lift(present, 'no_network');
}

function cutPower(stage: Stage, event: Of<'offline'>, now: number): void {
  const miner = stage.miners.find(({ id }) => id === event.device);
  const host = stage.hosts.find(({ id }) => id === event.device);
  impair(stage, event, miner || host ? 'no_power' : 'no_network');
  if (miner) miner.outages++;
  if (host) switchHost(stage, host, 1, now);
  stage.agenda.add(event.at + event.durationMs, (end) => {
    if (miner) {
      miner.outages--;
      restartMiner(miner, end);
    }
    if (host) switchHost(stage, host, -1, end);
  });
}

function reboot(stage: Stage, event: Of<'reboot'>, now: number): void {
  const miner = stage.miners.find(({ id }) => id === event.device);
  if (!miner) return cutPower(stage, { ...event, kind: 'offline', cause: 'power' }, now);
  impair(stage, event, 'no_network');
  miner.restarts++;
  stage.agenda.add(event.at + event.durationMs, (end) => {
    miner.restarts--;
    restartMiner(miner, end);
  });
}

function switchHost(stage: Stage, host: Host, outages: 1 | -1, now: number): void {
  host.outages += outages;
  if (outages === -1) reloadDriver(host);
  loadHost(host, stage.time.hour(now), now);
  stage.jobs.note(host, now);
}

function warmCoolant(stage: Stage, { device, riseC, at, durationMs }: Of<'warm_coolant'>): void {
  const loop = stage.loops.find(({ cdu }) => cdu === device);
  if (!loop) return;
  loop.riseC += riseC;
  stage.agenda.add(at + durationMs, () => (loop.riseC -= riseC));
}

function isInScope(scope: string, device: { id: string; hall: string }): boolean {
  return scope === 'site' || scope === `hall:${device.hall}` || scope === `device:${device.id}`;
}

function curtail(stage: Stage, event: Of<'curtailment'>, now: number): void {
  const miners = stage.miners.filter((miner) => isInScope(event.scope, miner));
  const hosts = stage.hosts.filter((host) => isInScope(event.scope, host));
  const order = (change: 1 | -1): void => {
    for (const miner of miners) miner.curtailments += change;
    for (const host of hosts) {
      host.curtailments += change;
      settleHost(host);
    }
  };
  const { reason = 'economic', scope, setpointW = null } = event;
  const close = stage.dispatch.open(now, { kind: 'curtailment', reason, scope, setpointW });
  order(1);
  stage.agenda.add(event.at + event.durationMs, (end) => {
    order(-1);
    close(end);
  });
}

const withHost = (stage: Stage, id: string, act: (host: Host) => void): void => {
  const host = stage.hosts.find((candidate) => candidate.id === id);
  if (host) act(host);
};

function setJob(stage: Stage, host: Host, job: JobKind | null, now: number): void {
  host.job = job;
  host.jobs++;
  loadHost(host, stage.time.hour(now), now);
  stage.jobs.note(host, now);
}

function startJob(stage: Stage, event: Of<'job_start'>, now: number): void {
  withHost(stage, event.device, (host) => {
    setJob(stage, host, event.job, now);
    const job = host.jobs;
    const { durationMs } = event;
    if (typeof durationMs !== 'number') return;
    stage.agenda.add(event.at + durationMs, (end) => {
      if (host.jobs === job) setJob(stage, host, null, end);
    });
  });
}

/** Lets the jobs of a host's role come and go by themselves, until one is played by hand. */
export function scheduleJobs(stage: Stage, host: Host, now: number): void {
  const { idleMs, durationMs } = nextJob(host.random, host.role);
  const job = host.jobs;
  stage.agenda.add(now + durationMs, (end) => {
    if (host.jobs !== job) return;
    setJob(stage, host, null, end);
    const pause = host.jobs;
    stage.agenda.add(end + idleMs, (start) => {
      if (host.jobs !== pause) return;
      setJob(stage, host, host.role, start);
      scheduleJobs(stage, host, start);
    });
  });
}

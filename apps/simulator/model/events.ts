import { dayMs } from '#contracts';
import type { JobKind } from './gpu.ts';
import type { Inventory } from './inventory.ts';
import { hourMs, minuteMs } from './local-time.ts';
import { type Random, randomOf } from './random.ts';

interface Spell {
  /** UTC ms. */
  readonly at: number;
  readonly durationMs: number;
}

/** What can happen to a site; play one with `model.play`. */
export type SimulatedEvent =
  /** No answer, for want of network (work goes on) or of power (it does not, and counters restart). */
  | (Spell & { readonly kind: 'offline'; readonly device: string; readonly cause: 'network' | 'power' })
  /** Its network is back, however long it was to be away. */
  | { readonly kind: 'online'; readonly at: number; readonly device: string }
  /** Down for the duration, then counting from zero. */
  | (Spell & { readonly kind: 'reboot'; readonly device: string })
  /** Answers seconds late, or cut short. */
  | (Spell & { readonly kind: 'slow' | 'broken'; readonly device: string })
  /** Miners in scope sleep; for the whole site GPUs are capped as well. */
  | (Spell & {
      readonly kind: 'curtailment';
      readonly scope: string;
      readonly reason?: string;
      readonly setpointW?: number | null;
    })
  | {
      readonly kind: 'job_start';
      readonly at: number;
      readonly device: string;
      readonly job: JobKind;
      readonly durationMs?: number | null;
    }
  | { readonly kind: 'job_stop'; readonly at: number; readonly device: string }
  | { readonly kind: 'xid'; readonly at: number; readonly device: string; readonly code: number }
  | (Spell & { readonly kind: 'price_spike'; readonly usdPerMwh: number })
  /** The water of the dry cooler comes back warmer to a distribution unit. */
  | (Spell & { readonly kind: 'warm_coolant'; readonly device: string; readonly riseC: number });

/** Actions in order of their time; those of one time in order of arrival. */
export interface Agenda {
  add(at: number, action: (now: number) => void): void;
  /** Time of the next action; infinite when there is none. */
  next(): number;
  /** Takes the next action out when its time has come. */
  take(now: number): ((now: number) => void) | null;
}

/** An agenda; additions may come while its actions run. */
export function createAgenda(): Agenda {
  const entries: { at: number; action: (now: number) => void }[] = [];
  return {
    add: (at, action) => {
      const later = entries.findIndex((entry) => entry.at > at);
      entries.splice(later === -1 ? entries.length : later, 0, { at, action });
    },
    next: () => entries[0]?.at ?? Infinity,
    take: (now) => {
      const first = entries[0];
      if (!first || first.at > now) return null;
      entries.shift();
      return first.action;
    },
  };
}

const xidCodes = [13, 31, 43, 94];

/** The faults of one UTC day: a few for each hundred devices, at seeded instants. */
export function faultsOfDay(day: number, inventory: Inventory, seed: readonly (string | number)[]): SimulatedEvent[] {
  const random = randomOf(...seed, 'faults', day);
  const miners = inventory.miners.map((miner) => miner.id);
  const hosts = inventory.hosts.map((host) => host.id);
  const quiet = [...inventory.loops.map((loop) => loop.cdu), ...inventory.meters.map((meter) => meter.id)];
  const all = [...miners, ...hosts, ...quiet];
  const at = (): number => day * dayMs + random.integer(0, dayMs - 1);
  const minutes = (low: number, high: number): number => random.integer(low * minuteMs, high * minuteMs);
  return [
    ...some(random, miners, 0.012, (device): SimulatedEvent => ({
      kind: 'reboot',
      device,
      at: at(),
      durationMs: minutes(2, 5),
    })),
    ...some(random, hosts, 0.02, (device): SimulatedEvent => ({
      kind: 'reboot',
      device,
      at: at(),
      durationMs: minutes(5, 12),
    })),
    ...some(random, all, 0.008, (device): SimulatedEvent => ({
      kind: 'offline',
      device,
      cause: 'network',
      at: at(),
      durationMs: minutes(4, 70),
    })),
    ...some(random, miners, 0.006, (device): SimulatedEvent => ({
      kind: 'offline',
      device,
      cause: 'power',
      at: at(),
      durationMs: minutes(10, 150),
    })),
    ...some(random, all, 0.03, (device): SimulatedEvent => ({
      kind: 'slow',
      device,
      at: at(),
      durationMs: minutes(0.5, 3),
    })),
    ...some(random, all, 0.02, (device): SimulatedEvent => ({
      kind: 'broken',
      device,
      at: at(),
      durationMs: minutes(0.5, 2),
    })),
    ...some(random, hosts, 0.05, (device): SimulatedEvent => ({
      kind: 'xid',
      device,
      at: at(),
      code: xidCodes[random.integer(0, 3)] ?? 13,
    })),
  ].toSorted((a, b) => a.at - b.at);
}

/** Events for a Poisson number of devices, `rate` per device and day. */
function some(
  random: Random,
  devices: readonly string[],
  rate: number,
  make: (device: string) => SimulatedEvent,
): SimulatedEvent[] {
  const count = random.poisson(devices.length * rate);
  return Array.from({ length: count }, () => make(devices[random.integer(0, devices.length - 1)] ?? '')).filter(
    (event) => 'device' in event && event.device !== '',
  );
}

/** How long the next job of a role runs, and how long its host stands idle before it, ms. */
export function nextJob(random: Random, role: JobKind): { idleMs: number; durationMs: number } {
  return role === 'training'
    ? { idleMs: random.integer(0.3 * hourMs, 2.5 * hourMs), durationMs: random.integer(8 * hourMs, 50 * hourMs) }
    : { idleMs: random.integer(2 * minuteMs, 20 * minuteMs), durationMs: random.integer(30 * hourMs, 160 * hourMs) };
}

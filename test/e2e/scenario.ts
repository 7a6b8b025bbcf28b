import { systemClock } from '#runtime';
import type { SimulatedEvent } from '../../apps/simulator/index.ts';
import type { E2eOptions } from './stack.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * The first poll, two minutes past a quarter so that every third reading spans two buckets: of the year's round day that lies 20 to
 * 384 days back, since older readings are not kept. The seeds below hold for any of them.
 */
function firstPoll(): number {
  const round = Date.UTC(2026, 0, 5, 5, 2);
  const latest = systemClock.now() - 20 * day;
  return round + Math.floor((latest - round) / (364 * day)) * 364 * day;
}

const miners = ['asic-a', 'asic-b'].flatMap((hall) => [1, 2, 3, 4, 5, 6, 7].map((index) => `${hall}-00${index}`));
const devices = ['m0', 'm3-asic-a', 'm3-asic-b', 'm3-gpu-a', 'mc-a', 'mc-b', 'cdu-a', 'cdu-b', 'gpu-a-01', ...miners];

const offline = (device: string, at: number, durationMs: number): SimulatedEvent => ({
  kind: 'offline',
  cause: 'network',
  device,
  at,
  durationMs,
});

/** Of each kind of trouble that a reading can have, at least one. */
const incidents: SimulatedEvent[] = [
  offline('asic-a-007', 0, 2 * hour),
  { kind: 'reboot', device: 'asic-a-002', at: 3 * hour + 61_000, durationMs: 4 * minute },
  {
    kind: 'curtailment',
    scope: 'hall:asic-a',
    reason: 'ai_request',
    setpointW: 5_000,
    at: 4 * hour + 7 * minute,
    durationMs: 95 * minute,
  },
  offline('asic-b-003', 6 * hour + 3 * minute, 70 * minute),
  { kind: 'reboot', device: 'gpu-a-01', at: 7 * hour + 11 * minute, durationMs: 8 * minute },
  offline('m3-asic-b', 9 * hour + minute, 50 * minute),
  offline('m0', 11 * hour + 9 * minute, 40 * minute),
  offline('cdu-a', 13 * hour + 2 * minute, 45 * minute),
  offline('mc-b', 15 * hour + 4 * minute, 12 * minute),
  offline('gpu-a-01', 16 * hour + 4 * minute, 32 * minute),
  { kind: 'offline', cause: 'power', device: 'asic-a-005', at: 17 * hour, durationMs: 3 * hour },
  { kind: 'price_spike', at: 18 * hour, durationMs: hour, usdPerMwh: 900 },
  { kind: 'curtailment', scope: 'site', at: 19 * hour, durationMs: 33 * minute },
  { kind: 'curtailment', scope: 'device:asic-b-001', at: 19 * hour + 20 * minute, durationMs: 50 * minute },
  { kind: 'job_stop', device: 'gpu-a-01', at: 21 * hour },
  { kind: 'job_start', device: 'gpu-a-01', job: 'inference', at: 22 * hour },
  ...devices.map((device) => offline(device, 22 * hour + 40 * minute, 37 * minute)),
];

/** Three days of a small site with all of that, and with a device that is away for more than a day. */
export const wholeSite = (): E2eOptions => {
  const start = firstPoll();
  return {
    seed: 8,
    devices: 24,
    start,
    until: start + 72 * hour,
    pollMs: 5 * minute,
    events: [
      ...incidents,
      { kind: 'price_spike', at: 26 * hour, durationMs: hour, usdPerMwh: -20 },
      offline('asic-b-006', 30 * hour, 26 * hour),
      offline('asic-a-003', 60 * hour, 90 * minute),
    ],
  };
};

/** One day of it. */
export const oneDay = (): E2eOptions => {
  const start = firstPoll();
  return { seed: 4, devices: 24, start, until: start + day, pollMs: 5 * minute, events: incidents };
};

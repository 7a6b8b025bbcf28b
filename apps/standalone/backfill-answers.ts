import type { DeviceKind } from '#contracts';
import {
  type Answer,
  type DeviceTarget,
  driverFor,
  type Exposition,
  type RedfishRaw,
  type Sample,
  type SunspecRaw,
  workSince,
} from '#devices';
import type { Poll } from '#metering';
import type { DcgmAnswer, MinerFigures, RawAnswer, SunspecAnswer } from '../simulator/index.ts';

/** The samples that the page of an exporter parses to. */
function expositionOf(answer: DcgmAnswer): Exposition {
  const samples: Sample[] = [];
  for (const { labels, values } of answer.boards) {
    for (const name in values) samples.push({ name, labels, value: values[name as keyof typeof values] });
  }
  return { samples, problems: [], lines: samples.length };
}

const commonAt = 2;
const meterAt = commonAt + 68;
const meterLength = 107;

/** The blocks that a walk over the register map reads. */
function modelsOf({ base, registers }: SunspecAnswer): SunspecRaw {
  return {
    base,
    models: [
      { id: 1, address: base + commonAt, registers: registers.subarray(commonAt, meterAt) },
      {
        id: registers[meterAt] ?? 0,
        address: base + meterAt,
        registers: registers.subarray(meterAt, meterAt + meterLength),
      },
    ],
  };
}

/** What a driver would have after asking: the reply without the wire. */
function rawOf(answer: RawAnswer): unknown {
  if (answer.kind === 'dcgm') return expositionOf(answer);
  if (answer.kind === 'inference')
    return { samples: answer.samples, problems: [], lines: answer.samples.length } satisfies Exposition;
  if (answer.kind === 'sunspec') return modelsOf(answer);
  if (answer.kind === 'redfish-cdu') {
    const root = answer.resources['/redfish/v1'];
    return {
      resources: { ...answer.resources, ...(root ? { '/redfish/v1/': root } : {}) },
      failures: {},
    } satisfies RedfishRaw;
  }
  return answer;
}

/** Understands a simulated reply as the driver of its kind understands a device's. */
export const understand = (answer: RawAnswer, target: DeviceTarget): Answer =>
  driverFor(answer.kind satisfies DeviceKind).normalise(rawOf(answer), target);

/** When a poll was made, and by which run of the process. */
export interface PolledAt {
  readonly at: number;
  readonly process: string;
}

/**
 * The poll of a miner that its driver would make of its replies, from the figures in them: making and understanding the replies of
 * 200 miners would take half of a backfill. A test holds the two equal.
 */
export function minerPoll(device: string, figures: MinerFigures, { at, process }: PolledAt): Poll {
  const { serial, powerW } = figures;
  return {
    device,
    at,
    monotonicMs: at,
    process,
    boot: { id: serial, uptimeMs: figures.uptimeS * 1000, identity: serial },
    counters: {
      hash_gh: { value: figures.totalMh / 1000 },
      accepted_diff: { value: figures.acceptedDiff },
      rejected_diff: { value: figures.rejectedDiff },
      stale_diff: { value: figures.staleDiff },
      hw_errors: { value: figures.hwErrors },
      diff1: workSince(figures.workUtility, figures.uptimeS),
    },
    gauges: {
      rate_ghs: figures.rateGhs,
      power_w: powerW,
      chip_temp_c: figures.chipC,
      board_temp_c: figures.boardC,
      fan_rpm: figures.fanRpm,
      boards: figures.boards,
      uptime_s: figures.uptimeS,
    },
    origins: powerW === null ? noOrigins : psuOrigins,
  };
}

const noOrigins = {};
const psuOrigins = { energy_source: 'psu' } as const;

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { ReferenceSite } from './site.ts';

/** A counter as read: thousandths of its base unit (J, share difficulty), and where it starts anew. */
export interface Counter {
  readonly value: bigint;
  readonly modulus?: bigint;
}

/** What one unit said at one time. Gauges are millionths of their base unit per second; what was not said is not there. */
export interface Poll {
  readonly at: number;
  readonly uptimeMs?: number;
  readonly counters: Readonly<Record<string, Counter>>;
  readonly gauges: Readonly<Record<string, bigint>>;
}

export interface PriceRow {
  readonly node: string;
  readonly start_at: number;
  readonly end_at: number;
  readonly price: number;
}

export interface CarbonRow {
  /** Averages and marginal rates are told under one topic, by different sources. */
  readonly source: string;
  readonly start_at: number;
  readonly end_at: number;
  readonly g_per_kwh: number;
  readonly status: 'estimated' | 'measured';
}

export interface ChainRow {
  readonly observed_at: number;
  readonly difficulty: number;
  readonly subsidy_sat: number;
  readonly fee_sat: number;
  readonly price_usd: number;
}

export interface EventRow {
  readonly event_id: string;
  readonly kind: string;
  readonly scope: string;
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly revision: number;
}

/** Everything that a site has said: polls by unit in the order of time, and the rows of its feeds. */
export interface Said {
  readonly polls: ReadonlyMap<string, readonly Poll[]>;
  readonly prices: readonly PriceRow[];
  readonly carbon: readonly CarbonRow[];
  readonly chain: readonly ChainRow[];
  readonly events: readonly EventRow[];
}

type Fields = Readonly<Record<string, unknown>>;
type Unit = Omit<Poll, 'at'>;

const whole = (value: unknown, times: number): bigint => BigInt(Math.round(Number(value) * times));
const thousandths = (value: unknown): bigint => whole(value, 1e3);
const millionths = (value: unknown): bigint => whole(value, 1e6);

function minerOf(answer: { summary: { SUMMARY: Fields[] }; stats: { STATS: Fields[] } }): Unit {
  const summary = answer.summary.SUMMARY[0] ?? {};
  const power = /^"(\d+) W"$/.exec(JSON.stringify(answer.stats.STATS[1]?.['chain_power'] ?? ''))?.[1];
  const elapsed = Number(summary['Elapsed']);
  return {
    uptimeMs: elapsed * 1000,
    counters: {
      accepted: { value: thousandths(summary['Difficulty Accepted']) },
      rejected: { value: thousandths(summary['Difficulty Rejected']) },
      stale: { value: thousandths(summary['Difficulty Stale']) },
    },
    gauges: {
      rate: millionths(summary[elapsed < 5 ? 'GHS av' : 'GHS 5s']),
      ...(power === undefined ? {} : { energy: millionths(power) }),
    },
  };
}

function boardOf(values: Fields): Unit {
  return {
    counters: { energy: { value: BigInt(Number(values['DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION'])) } },
    gauges: {
      limit: millionths(values['DCGM_FI_DEV_ENFORCED_POWER_LIMIT']),
      sm: millionths(values['DCGM_FI_PROF_SM_ACTIVE']) * 1000n,
      tensor: millionths(values['DCGM_FI_PROF_PIPE_TENSOR_ACTIVE']) * 1000n,
    },
  };
}

/** Offsets of model 203 from its id register: total Wh exported and imported, and their scale factor. */
const totals = { exp: 38, imp: 46, scale: 54 } as const;

function meterOf(registers: readonly number[], total: 'imp' | 'exp'): Unit {
  let model = 2;
  while (registers[model] !== 203) model += 2 + (registers[model + 1] ?? Infinity);
  const at = (offset: number): number => registers[model + offset] ?? 0;
  const scale = at(totals.scale) > 0x7fff ? at(totals.scale) - 0x10000 : at(totals.scale);
  const perCount = BigInt(3600 * 10 ** scale) * 1000n;
  const counts = BigInt(at(totals[total]) * 0x10000 + at(totals[total] + 1));
  return { counters: { energy: { value: counts * perCount, modulus: 2n ** 32n * perCount } }, gauges: {} };
}

function coolingOf(resources: Readonly<Record<string, Fields>>): Unit {
  const connector = resources['/redfish/v1/ThermalEquipment/CDUs/1/SecondaryCoolantConnectors/1'] ?? {};
  const heat = connector['HeatRemovedkW'] as { readonly Reading: number };
  return { counters: {}, gauges: { heat: millionths(heat.Reading) * 1000n } };
}

interface AnswerLine {
  readonly at: number;
  readonly device: string;
  readonly answer: { readonly kind: string } & Readonly<Record<string, never>>;
}

interface Board {
  readonly labels: { readonly gpu: string };
  readonly values: Fields;
}

function unitsOf({ device, answer }: AnswerLine, site: ReferenceSite): [string, Unit][] {
  switch (answer.kind) {
    case 'cgminer':
      return [[device, minerOf(answer as unknown as Parameters<typeof minerOf>[0])]];
    case 'dcgm':
      return (answer['boards'] as unknown as Board[]).map(({ labels, values }) => [
        `${device}/${labels.gpu}`,
        boardOf(values),
      ]);
    case 'sunspec': {
      const total = site.units.find((unit) => unit.device === device)?.total ?? 'imp';
      return [[device, meterOf(answer['registers'] as unknown as number[], total)]];
    }
    case 'redfish-cdu':
      return [[device, coolingOf(answer['resources'] as unknown as Record<string, Fields>)]];
    case 'inference':
      return [];
    default:
      throw new Error(`${device} answered as ${answer.kind}, which the reference does not know`);
  }
}

/** Reads what the simulated site has written down while it was polled. */
export async function readAnswers(path: string, site: ReferenceSite): Promise<Said> {
  const polls = new Map<string, Poll[]>();
  const feeds: Record<string, unknown[]> = {
    'market.power': [],
    'market.carbon': [],
    'market.chain': [],
    'site.event': [],
  };
  for await (const text of createInterface({ input: createReadStream(path) })) {
    const line = JSON.parse(text) as AnswerLine | { readonly topic: string; readonly rows: unknown[] };
    if ('topic' in line) {
      feeds[line.topic]?.push(...line.rows);
      continue;
    }
    for (const [device, unit] of unitsOf(line, site)) {
      const known = polls.get(device) ?? [];
      polls.set(device, known);
      known.push({ at: line.at, ...unit });
    }
  }
  return {
    polls,
    prices: (feeds['market.power'] as PriceRow[]).filter(({ node }) => node === site.powerNode),
    carbon: (feeds['market.carbon'] as CarbonRow[]).filter(({ source }) => source === 'electricity_maps'),
    chain: feeds['market.chain'] as ChainRow[],
    events: feeds['site.event'] as EventRow[],
  };
}

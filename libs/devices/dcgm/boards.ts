import type { Exposition, Sample } from '../prometheus/parse.ts';
import { labelOf } from './label.ts';
import { instanceOf, slicesOf, Users } from './users.ts';

/** What we take from the exporter; the names of DCGM before and after its fields got their units. */
const metrics = {
  DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION: 'energy',
  DCGM_FI_DEV_POWER_USAGE: 'power',
  DCGM_FI_DEV_BOARD_POWER_WATTS: 'power',
  DCGM_FI_DEV_ENFORCED_POWER_LIMIT: 'enforcedLimit',
  DCGM_FI_DEV_BOARD_POWER_LIMIT_ENFORCED_WATTS: 'enforcedLimit',
  DCGM_FI_DEV_POWER_MGMT_LIMIT: 'requestedLimit',
  DCGM_FI_DEV_BOARD_POWER_LIMIT_REQUESTED_WATTS: 'requestedLimit',
  DCGM_FI_PROF_SM_ACTIVE: 'smActive',
  DCGM_FI_PROF_SM_UTIL_RATIO: 'smActive',
  DCGM_FI_PROF_GR_ENGINE_ACTIVE: 'engineActive',
  DCGM_FI_PROF_GR_ENGINE_UTIL_RATIO: 'engineActive',
  DCGM_FI_PROF_PIPE_TENSOR_ACTIVE: 'tensor',
  DCGM_FI_PROF_TENSOR_UTIL_RATIO: 'tensor',
  DCGM_FI_DEV_GPU_UTIL: 'util',
  DCGM_FI_DEV_GPU_TEMP: 'temperature',
  DCGM_FI_DEV_GPU_TEMP_CELSIUS: 'temperature',
  DCGM_FI_DEV_MEMORY_TEMP: 'memoryTemperature',
  DCGM_FI_DEV_MEMORY_TEMP_CELSIUS: 'memoryTemperature',
  DCGM_FI_DEV_FB_USED: 'memoryUsed',
  DCGM_FI_DEV_SM_CLOCK: 'clock',
  DCGM_FI_DEV_XID_ERRORS: 'xid',
  DCGM_FI_DEV_XID_ERROR: 'xid',
} as const;
export type Metric = (typeof metrics)[keyof typeof metrics];

/** Quantities of an instance of a divided board (MIG); all others repeat the board's for each instance. */
const perInstance: ReadonlySet<Metric> = new Set<Metric>(['smActive', 'engineActive', 'tensor', 'memoryUsed']);

export interface Value {
  readonly value: number;
  readonly source: string;
  /** Share of the board that the value stands for, in compute slices; null for the whole board. */
  readonly slices: number | null;
  /** The instance that it is of (GPU_I_ID); absent for the whole board. */
  readonly instance?: string;
}

export interface Board {
  readonly labels: Sample['labels'];
  readonly values: { [metric in Metric]?: Value[] };
  readonly users: Users;
  /** Ids of the instances that it is divided into. */
  readonly instances: Set<string>;
}

const metricOf = (name: string): Metric | undefined => {
  const known: Readonly<Record<string, Metric>> = metrics;
  return known[name] ?? (name.endsWith('_total') ? known[name.slice(0, -6)] : undefined);
};

/** Values that stand for "not available" in what DCGM counts in 64 bits, in 32 bits, and in floats. */
function isBlank(metric: Metric, value: number): boolean {
  if (value >= 9.223372036854775e18) return Number.isFinite(value);
  if (metric === 'energy') return value >= 140_737_488_355_328 && value < 140_737_488_355_344;
  return value >= 140_737_488_355_328 || (value >= 2_147_483_632 && value <= 2_147_483_647);
}

export const uuidOf = (labels: Sample['labels']): string | undefined => labelOf(labels, 'UUID', 'uuid', 'gpu_uuid');

/** Index of the board in its host. */
export const indexOf = (labels: Sample['labels']): string | undefined =>
  labelOf(labels, 'gpu', 'GPU', 'gpu_id', 'minor_number') ?? labelOf(labels, 'device')?.replace(/^nvidia/, '');

function add(board: Board, metric: Metric, { name, labels, value }: Sample): void {
  const slices = perInstance.has(metric) ? slicesOf(labels) : null;
  const instance = slices === null ? undefined : instanceOf(labels);
  const found = { value, source: name, slices, ...(instance !== undefined && { instance }) };
  const values = board.values[metric];
  if (!values) {
    board.values[metric] = [found];
    return;
  }
  // A board that is shared or divided is repeated under each of its users: the whole board's value counts once.
  if (slices === null && values.some((known) => known.slices === null)) return;
  values.push(found);
}

function boardWith(labels: Sample['labels'], boards: Map<string, Board>): Board | undefined {
  const key = uuidOf(labels) ?? indexOf(labels);
  if (key === undefined) return undefined;
  const known = boards.get(key);
  if (known) return known;
  const board = { labels, values: {}, users: new Users(), instances: new Set<string>() };
  boards.set(key, board);
  return board;
}

/** The boards of a host in the order of the text, by UUID. */
export function boardsOf({ samples }: Exposition): Board[] {
  const boards = new Map<string, Board>();
  let board: Board | undefined;
  for (const sample of samples) {
    const metric = metricOf(sample.name);
    if (metric === undefined) continue;
    if (sample.labels !== board?.labels) board = boardWith(sample.labels, boards);
    if (!board) continue;
    board.users.add(sample.labels);
    const instance = instanceOf(sample.labels);
    if (instance !== undefined) board.instances.add(instance);
    if (!isBlank(metric, sample.value)) add(board, metric, sample);
  }
  return [...boards.values()];
}

/** The board's value: its own, or the mean of its instances weighted by their slices. Slices that nobody has been given are not counted. */
export function boardValue(values: readonly Value[] | undefined): Value | null {
  const whole = values?.find(({ slices }) => slices === null);
  if (whole) return whole;
  const [first] = values ?? [];
  if (!values || !first) return null;
  let sum = 0;
  let slices = 0;
  for (const instance of values) {
    sum += instance.value * (instance.slices ?? 1);
    slices += instance.slices ?? 1;
  }
  return { value: sum / slices, source: `${first.source} (mean of ${values.length} instances)`, slices: null };
}

/** The board's value of a quantity that its instances share out: their sum. */
export function boardSum(values: readonly Value[] | undefined): Value | null {
  const whole = values?.find(({ slices }) => slices === null);
  const [first] = values ?? [];
  if (whole || !values || !first) return whole ?? null;
  const value = values.reduce((sum, instance) => sum + instance.value, 0);
  return { value, source: `${first.source} (sum of ${values.length} instances)`, slices: null };
}

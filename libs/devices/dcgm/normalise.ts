import type { ActivitySource, Origin } from '#contracts';
import type { Answer, DeviceTarget, UnitAnswer } from '../device.ts';
import { type Bounds, createDraft, type Draft, note, setCounter, setGauge } from '../draft.ts';
import type { Exposition } from '../prometheus/parse.ts';
import { type Board, boardsOf, boardSum, boardValue, indexOf, type Metric, uuidOf, type Value } from './boards.ts';
import { instancesOf } from './instances.ts';
import { labelOf } from './label.ts';

const power: Bounds = { min: 0, max: 5_000, unit: 'W' };
const limit: Bounds = { min: 1, max: 5_000, unit: 'W' };
const energy: Bounds = { min: 0, max: 9e15, unit: 'J' };
const share: Bounds = { min: 0, max: 1, unit: '' };
const temperature: Bounds = { min: -60, max: 200, unit: 'Cel' };
const memory: Bounds = { min: 0, max: 4e6, unit: 'MiB' };
const clock: Bounds = { min: 0, max: 20_000, unit: 'MHz' };
const code: Bounds = { min: 0, max: 100_000, unit: '' };

const plain: readonly (readonly [field: string, metric: Metric, bounds: Bounds])[] = [
  ['power_w', 'power', power],
  ['gpu_temp_c', 'temperature', temperature],
  ['sm_clock_mhz', 'clock', clock],
  ['xid', 'xid', code],
];

/** In the order of how much they say; a kernel that is resident need not keep the processors busy. */
const activities: readonly (readonly [source: ActivitySource, metric: Metric, divisor: number])[] = [
  ['sm_active', 'smActive', 1],
  ['gr_engine_active', 'engineActive', 1],
  ['gpu_util', 'util', 100],
];

/** A share that rounding took past 1 is 1. */
function setShare(draft: Draft, field: string, found: Value | null, divisor: number): boolean {
  if (!found) return false;
  const value = found.value / divisor;
  return setGauge(draft, field, value > 1 && value < 1.001 ? 1 : value, found.source, share);
}

function setActivity(draft: Draft, board: Board): ActivitySource {
  setShare(draft, 'tensor', boardValue(board.values.tensor), 1);
  setShare(draft, 'util', boardValue(board.values.util), 100);
  for (const [source, metric, divisor] of activities) {
    if (setShare(draft, 'sm', boardValue(board.values[metric]), divisor)) return source;
  }
  return 'none';
}

function setLimit(draft: Draft, board: Board, nominalW: number | undefined): Record<string, Origin> {
  for (const metric of ['enforcedLimit', 'requestedLimit'] as const) {
    const found = boardValue(board.values[metric]);
    if (found && setGauge(draft, 'limit_w', found.value, found.source, limit)) return {};
  }
  if (nominalW === undefined) return {};
  setGauge(draft, 'limit_w', nominalW, 'configured nominal_w', limit);
  return { limit_source: 'configured' };
}

function setEnergy(draft: Draft, board: Board): void {
  const found = boardValue(board.values.energy);
  if (!found) return;
  if (found.value === 0 && (draft.gauges.power_w ?? 0) > 0)
    note(draft, 'energy_j', `${found.source} is 0 while the board draws power`);
  else setCounter(draft, 'energy_j', found.value / 1000, found.source, energy);
}

function setMemory(draft: Draft, board: Board): void {
  const used = boardSum(board.values.memoryUsed);
  if (used) setGauge(draft, 'memory_used_mib', used.value, used.source, memory);
  const found = boardValue(board.values.memoryTemperature);
  if (found && found.value !== 0) setGauge(draft, 'memory_temp_c', found.value, found.source, temperature);
}

function identityOf({ labels }: Board): Record<string, string> {
  const identity: Record<string, string> = {};
  const add = (fact: string, text: string | undefined): void => {
    if (text !== undefined) identity[fact] = text;
  };
  add('model', labelOf(labels, 'modelName', 'model_name', 'model', 'gpu_name'));
  add('uuid', uuidOf(labels));
  add('host', labelOf(labels, 'Hostname', 'hostname', 'host'));
  add('bus', labelOf(labels, 'pci_bus_id', 'pci_busid'));
  add('driver', driverOf(labels));
  return identity;
}

const driverOf = (labels: Board['labels']): string | undefined =>
  labelOf(labels, 'DCGM_FI_DRIVER_VERSION', 'DCGM_FI_SYSTEM_DRIVER_VERSION', 'driver_version');

/** The energy counter starts anew when the driver is loaded, which an upgrade does. */
function bootIdOf({ labels }: Board): string | null {
  const uuid = uuidOf(labels);
  if (uuid === undefined) return null;
  const driver = driverOf(labels);
  return driver === undefined ? uuid : `${uuid} ${driver}`;
}

function unitOf(board: Board, index: string, target: DeviceTarget, problems: string[]): UnitAnswer {
  const gauges = {
    power_w: null,
    limit_w: null,
    sm: null,
    tensor: null,
    util: null,
    gpu_temp_c: null,
    memory_temp_c: null,
    memory_used_mib: null,
    sm_clock_mhz: null,
    xid: null,
  };
  const draft = createDraft(gauges, problems, `${index}: `);
  for (const [field, metric, bounds] of plain) {
    const found = boardValue(board.values[metric]);
    if (found) setGauge(draft, field, found.value, found.source, bounds);
  }
  setMemory(draft, board);
  setEnergy(draft, board);
  const origins = setLimit(draft, board, target.nominalW);
  const activity = setActivity(draft, board);
  const users = board.users.all();
  const instances = instancesOf(board);
  return {
    device: `${target.id}/${index}`,
    identity: identityOf(board),
    boot: { id: bootIdOf(board), uptimeMs: null },
    counters: draft.counters,
    gauges: draft.gauges,
    origins,
    activity,
    ...(users.length > 0 && { users }),
    ...(instances && { instances }),
    sources: draft.sources,
  };
}

/** The boards of a host, `id/index` each. A board that is not in the text is not in the answer. */
export function normalise(raw: Exposition, target: DeviceTarget): Answer {
  const problems = [...raw.problems];
  const units = new Map<string, UnitAnswer>();
  for (const board of boardsOf(raw)) {
    const index = indexOf(board.labels) ?? uuidOf(board.labels) ?? '';
    if (units.has(index))
      problems.push(
        `${index}: a second board, ${uuidOf(board.labels) ?? 'without UUID'}, has this index; it is left out`,
      );
    else units.set(index, unitOf(board, index, target, problems));
  }
  if (units.size === 0) problems.push('no board is reported');
  else if (target.gpus !== undefined && units.size < target.gpus)
    problems.push(`${units.size} of ${target.gpus} boards are reported`);
  return { units: [...units.values()], problems };
}

import type { Counter } from '#metering';
import type { Answer, DeviceTarget } from '../device.ts';
import { type Bounds, createDraft, type Draft, isUsable, note, setGauge } from '../draft.ts';
import { deviceError } from '../errors.ts';
import {
  common,
  floatMeter,
  integerMeter,
  isFloatMeter,
  isIntegerMeter,
  type Point,
  type SunspecModel,
  type SunspecRaw,
} from './models.ts';

const power: Bounds = { min: -2e9, max: 2e9, unit: 'W' };
const apparent: Bounds = { min: 0, max: 2e9, unit: 'VA' };
const factor: Bounds = { min: -1, max: 1, unit: '' };
const voltage: Bounds = { min: 0, max: 1e6, unit: 'V' };
const frequency: Bounds = { min: 0, max: 100, unit: 'Hz' };
const energy: Bounds = { min: 0, max: 9e15, unit: 'J' };

const joulesPerWh = 3600;
const notImplemented = 0x8000;
const maxScale = 10;
const tens = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10];

/** What one point says, in its base unit, and for a counter when it wraps. */
interface Measured {
  readonly value: number;
  readonly source: string;
  readonly modulus?: number;
}
type Measure = (point: Point) => Measured | null;

const signed = (register: number): number => (register > 0x7fff ? register - 0x10000 : register);
const scaled = (value: number, scale: number): number =>
  scale >= 0 ? value * (tens[scale] ?? 1) : value / (tens[-scale] ?? 1);

/** Null where the meter has no scale factor: a value of unknown scale is of no use. */
function scaleOf(draft: Draft, point: Point, register: number | undefined): number | null {
  if (register === undefined) return null;
  const scale = signed(register);
  if (register !== notImplemented && Math.abs(scale) <= maxScale) return scale;
  note(draft, point, `its scale factor is ${register === notImplemented ? 'not implemented' : scale}; it is not used`);
  return null;
}

function integerMeasure(draft: Draft, { id, address, registers }: SunspecModel): Measure {
  return (point) => {
    const { offset, scale: scaleOffset } = integerMeter[point];
    const isTotal = point === 'TotWhExp' || point === 'TotWhImp';
    const high = registers[offset];
    const low = registers[offset + 1];
    if (high === undefined || (isTotal && low === undefined)) return null;
    const raw = isTotal ? high * 65_536 + (low ?? 0) : signed(high);
    if (isTotal ? raw === 0 : high === notImplemented) return null;
    const scale = scaleOf(draft, point, registers[scaleOffset]);
    if (scale === null) return null;
    const source = `model ${id} ${point} at ${address + offset}`;
    return isTotal
      ? { value: scaled(raw, scale), source, modulus: scaled(2 ** 32, scale) }
      : { value: scaled(raw, scale), source };
  };
}

function floatMeasure({ id, address, registers }: SunspecModel): Measure {
  const view = new DataView(new ArrayBuffer(4));
  return (point) => {
    const { offset } = floatMeter[point];
    const high = registers[offset];
    const low = registers[offset + 1];
    if (high === undefined || low === undefined) return null;
    view.setUint16(0, high);
    view.setUint16(2, low);
    const value = view.getFloat32(0);
    return Number.isNaN(value) ? null : { value, source: `model ${id} ${point} at ${address + offset}` };
  };
}

/** Adding 0 makes a negative zero, which nobody measures, a plain one. */
function setFrom(draft: Draft, field: string, found: Measured | null, times: number, bounds: Bounds): void {
  if (found) setGauge(draft, field, found.value * times + 0, found.source, bounds);
}

/** The mean of the phases that the meter has, where it does not give it. */
function voltageOf(measure: Measure): Measured | null {
  const mean = measure('PhV');
  if (mean) return mean;
  const phases = (['PhVphA', 'PhVphB', 'PhVphC'] as const).map(measure).filter((phase) => phase !== null);
  const [first] = phases;
  if (!first) return null;
  return {
    value: phases.reduce((sum, { value }) => sum + value, 0) / phases.length,
    source: `${first.source} (mean of ${phases.length} phases)`,
  };
}

/** The float models leave open whether it is a share or in percent; beyond 1 it can only be percent. */
function setPowerFactor(draft: Draft, found: Measured | null, isPercent: boolean, sign: number): void {
  if (!found) return;
  const isShare = !isPercent && Math.abs(found.value) <= 1;
  setGauge(draft, 'power_factor', (sign * found.value) / (isShare ? 1 : 100), found.source, factor);
}

function setTotal(draft: Draft, field: string, found: Measured | null, multiplier: number): void {
  if (!found) return;
  const value = found.value * joulesPerWh * multiplier;
  if (!isUsable(draft, field, value, found.source, energy)) return;
  const counter: Counter =
    found.modulus === undefined ? { value } : { value, modulus: found.modulus * joulesPerWh * multiplier };
  draft.counters[field] = counter;
  draft.sources[field] = found.source;
}

function textOf({ registers }: SunspecModel, { offset, length }: { offset: number; length: number }): string {
  let text = '';
  for (let at = 2 * offset; at < 2 * (offset + length); at++) {
    const register = registers[at >> 1] ?? 0;
    const letter = at % 2 === 0 ? register >> 8 : register & 0xff;
    if (letter === 0) break;
    text += String.fromCharCode(letter);
  }
  return text.trim();
}

function identityOf(model: SunspecModel | undefined): Record<string, string> {
  if (!model) return {};
  const facts = Object.entries(common).map(([name, place]): [string, string] => [name, textOf(model, place)]);
  return Object.fromEntries(facts.filter(([, text]) => text !== ''));
}

function meterOf({ models }: SunspecRaw, target: DeviceTarget): SunspecModel {
  const meter = models.find(({ id }) => isIntegerMeter(id) || isFloatMeter(id));
  if (meter) return meter;
  throw deviceError('DEVICE_ANSWER', target, 'there is no meter model in the answer');
}

/**
 * What the meter measures, times the configured CT/PT ratio. `importTotal` says which of its two totals is what the site draws;
 * power and power factor are positive in the same direction. The ratio is not applied to the voltage, as its parts are not known.
 */
export function normalise(raw: SunspecRaw, target: DeviceTarget): Answer {
  const problems: string[] = [];
  const draft = createDraft(
    { power_w: null, apparent_va: null, power_factor: null, voltage_v: null, frequency_hz: null },
    problems,
  );
  const meter = meterOf(raw, target);
  const measure = isIntegerMeter(meter.id) ? integerMeasure(draft, meter) : floatMeasure(meter);
  const isImport = target.importTotal === 'imp';
  const { multiplier } = target;
  setTotal(draft, 'import_j', measure(isImport ? 'TotWhImp' : 'TotWhExp'), multiplier);
  setTotal(draft, 'export_j', measure(isImport ? 'TotWhExp' : 'TotWhImp'), multiplier);
  setFrom(draft, 'power_w', measure('W'), isImport ? multiplier : -multiplier, power);
  setFrom(draft, 'apparent_va', measure('VA'), multiplier, apparent);
  setPowerFactor(draft, measure('PF'), isIntegerMeter(meter.id), isImport ? 1 : -1);
  setFrom(draft, 'voltage_v', voltageOf(measure), 1, voltage);
  setFrom(draft, 'frequency_hz', measure('Hz'), 1, frequency);
  const identity = identityOf(raw.models.find(({ id }) => id === 1));
  const unit = {
    device: target.id,
    identity,
    boot: { id: identity.serial ?? null, uptimeMs: null },
    counters: draft.counters,
    gauges: draft.gauges,
    sources: draft.sources,
  };
  return { units: [unit], problems };
}

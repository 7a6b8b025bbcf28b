import type { Meter } from '../model/power-flow.ts';
import { randomOf } from '../model/random.ts';
import type { Answerer } from './answerer.ts';

/** The register map of a meter, as big as it is, from its base on. */
export interface SunspecAnswer {
  readonly kind: 'sunspec';
  readonly unit: number;
  readonly base: number;
  readonly registers: Uint16Array;
}

const commonAt = 2;
const meterAt = commonAt + 68;
const endAt = meterAt + 107;
const notImplemented16 = 0x8000;
const modulus = 2 ** 32;

/** Offsets in model 203 from its id register. */
const field = {
  a: 2,
  aScale: 6,
  v: 7,
  vPair: 11,
  vScale: 15,
  hz: 16,
  hzScale: 17,
  w: 18,
  wScale: 22,
  va: 23,
  vaScale: 27,
  var: 28,
  varScale: 32,
  pf: 33,
  pfScale: 37,
  whExport: 38,
  whImport: 46,
  whScale: 54,
  vahScale: 71,
  varhScale: 104,
} as const;

const lineVolts = 480;
const phaseVolts = lineVolts / Math.sqrt(3);
const powerFactor = 0.97;

const setInt = (map: Uint16Array, at: number, value: number): void => {
  map[meterAt + at] = Math.min(32_767, Math.max(-32_767, Math.round(value))) & 0xffff;
};

const setString = (map: Uint16Array, at: number, length: number, text: string): void => {
  const bytes = Buffer.alloc(length * 2);
  bytes.write(text, 'latin1');
  for (let index = 0; index < length; index++) map[at + index] = bytes.readUInt16BE(index * 2);
};

/** A counter of 32 bits in two registers; starts anew at 2^32. */
const setCounter = (map: Uint16Array, at: number, value: number): void => {
  const shown = value % modulus;
  map[meterAt + at] = Math.floor(shown / 0x10000);
  map[meterAt + at + 1] = shown & 0xffff;
};

/** Smallest exponent that leaves the rated value within 15 bits. */
const scaleFor = (rated: number): number => Math.max(-2, Math.ceil(Math.log10((rated * 1.3) / 32_000)));

/** Registers that never change: marker, model 1, the scale factors of model 203, what it does not implement, end marker. */
function template(meter: Meter, site: string): Uint16Array {
  const map = new Uint16Array(endAt + 2);
  map.set([0x5375, 0x6e53, 1, 66]);
  setString(map, commonAt + 2, 16, 'Coload');
  setString(map, commonAt + 18, 16, 'SIM-203');
  setString(map, commonAt + 42, 8, '2.4.1');
  setString(map, commonAt + 50, 16, `${site}-${meter.id}`);
  map[commonAt + 66] = meter.unit;
  map.set([203, 105], meterAt);
  map.fill(notImplemented16, meterAt + 2, meterAt + field.whExport);
  setInt(map, field.aScale, scaleFor(meter.ratedW / lineVolts));
  setInt(map, field.vScale, -1);
  setInt(map, field.hzScale, -2);
  for (const at of [field.wScale, field.vaScale, field.varScale]) setInt(map, at, scaleFor(meter.ratedW));
  setInt(map, field.pfScale, -1);
  setInt(map, field.whScale, meter.energyScale);
  setInt(map, field.vahScale, -32_768);
  setInt(map, field.varhScale, -32_768);
  map[meterAt + field.vahScale] = notImplemented16;
  map[meterAt + field.varhScale] = notImplemented16;
  map[endAt] = 0xffff;
  return map;
}

/** What a meter had counted when the site began, in counts: the first feeder's is about to wrap. */
function countedBefore(meter: Meter, seed: number, site: string): number {
  const random = randomOf(seed, site, meter.id, 'counter');
  const perDay = (meter.ratedW * 0.75 * 24) / 10 ** meter.energyScale;
  if (meter.point === 'M3' && meter.unit === 11) return Math.floor(modulus - perDay * random.between(3, 12));
  return Math.floor(modulus * random.between(0.1, 0.6));
}

function setThree(map: Uint16Array, at: number, total: number, each: number): void {
  setInt(map, at, total);
  for (let phase = 1; phase <= 3; phase++) setInt(map, at + phase, each);
}

/** Answers of one meter. */
export function sunspecAnswerer(meter: Meter, site: string, seed: number): Answerer<SunspecAnswer> {
  const fixed = template(meter, site);
  const before = countedBefore(meter, seed, site);
  const sign = meter.wiring === 'imp' ? 1 : -1;
  const power = 10 ** scaleFor(meter.ratedW);
  const current = 10 ** scaleFor(meter.ratedW / lineVolts);
  const jPerCount = 3600 * 10 ** meter.energyScale;
  const total = meter.wiring === 'imp' ? field.whImport : field.whExport;
  return () => {
    const map = fixed.slice();
    const w = meter.powerW;
    const va = w / powerFactor;
    const amps = va / (3 * phaseVolts);
    setThree(map, field.a, (3 * amps) / current, amps / current);
    setThree(map, field.v, phaseVolts * 10, phaseVolts * 10);
    setThree(map, field.vPair, lineVolts * 10, lineVolts * 10);
    setInt(map, field.hz, 6000);
    setThree(map, field.w, (sign * w) / power, (sign * w) / 3 / power);
    setThree(map, field.va, va / power, va / 3 / power);
    setThree(map, field.var, Math.sqrt(va ** 2 - w ** 2) / power, Math.sqrt(va ** 2 - w ** 2) / 3 / power);
    setThree(map, field.pf, sign * powerFactor * 1000, sign * powerFactor * 1000);
    setCounter(map, total, before + Math.floor(meter.totals.energyJ / jPerCount));
    return { kind: 'sunspec', unit: meter.unit, base: meter.base, registers: map };
  };
}

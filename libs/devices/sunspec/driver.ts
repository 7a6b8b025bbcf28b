import { messageOf } from '#runtime';
import type { DeviceTarget, Driver } from '../device.ts';
import { deviceError } from '../errors.ts';
import { ModbusException } from './frame.ts';
import { type Modbus, openModbus } from './modbus.ts';
import { isFloatMeter, isIntegerMeter, neededOf, type SunspecModel, type SunspecRaw } from './models.ts';
import { normalise } from './normalise.ts';

const bases = [40_000, 0, 50_000] as const;
const sunS = [0x5375, 0x6e53];
const endOfMap = 0xffff;
const maxModels = 100;
/** Illegal address and illegal value: there are no such registers, which at another base there may be. */
const absent: readonly number[] = [2, 3];

const isAbsent = (error: unknown): boolean => error instanceof ModbusException && absent.includes(error.exception);

async function isMapAt(modbus: Modbus, base: number): Promise<boolean> {
  try {
    const [first, second] = await modbus.read(base, 2);
    return first === sunS[0] && second === sunS[1];
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

async function findBase(modbus: Modbus, target: DeviceTarget): Promise<number> {
  const order = target.base === undefined ? bases : [target.base, ...bases.filter((base) => base !== target.base)];
  for (const base of order) {
    if (await isMapAt(modbus, base)) return base;
  }
  throw deviceError(
    'DEVICE_ANSWER',
    target,
    `there is no "SunS" at ${order.join(', ')}: unit ${target.unit} has no SunSpec map`,
  );
}

/** A map that lacks its end marker ends where the device has no more registers. */
async function headerAt(modbus: Modbus, address: number): Promise<readonly [id: number, length: number]> {
  try {
    const [id = endOfMap, length = 0] = await modbus.read(address, 2);
    return [id, length];
  } catch (error) {
    if (isAbsent(error)) return [endOfMap, 0];
    throw error;
  }
}

async function readModel(modbus: Modbus, address: number, id: number, length: number): Promise<SunspecModel> {
  const body = await modbus.read(address + 2, Math.min(length, neededOf(id)));
  return { id, address, registers: Uint16Array.of(id, length, ...body) };
}

/** The common model and the first meter; what follows it is not read. */
async function walk(modbus: Modbus, target: DeviceTarget, base: number): Promise<SunspecModel[]> {
  const models: SunspecModel[] = [];
  const seen: number[] = [];
  for (let address = base + 2; address < 65_534 && seen.length < maxModels;) {
    const [id, length] = await headerAt(modbus, address);
    if (id === endOfMap) break;
    seen.push(id);
    if (neededOf(id) > 0 && length > 0) models.push(await readModel(modbus, address, id, length));
    if (isIntegerMeter(id) || isFloatMeter(id)) return models;
    address += 2 + length;
  }
  throw deviceError(
    'DEVICE_ANSWER',
    target,
    `no meter model (201 to 204, 211 to 214) in the map at ${base}; it has ${seen.join(', ') || 'none'}`,
  );
}

async function ask(target: DeviceTarget, signal: AbortSignal): Promise<SunspecRaw> {
  const modbus = openModbus(target, signal);
  try {
    const base = await findBase(modbus, target);
    return { base, models: await walk(modbus, target, base) };
  } catch (error) {
    if (!(error instanceof ModbusException)) throw error;
    throw deviceError('DEVICE_ANSWER', target, `unit ${target.unit} answers ${messageOf(error)}`, error);
  } finally {
    modbus.close();
  }
}

/** Power meters with a SunSpec map on Modbus TCP. */
export const sunspec: Driver<SunspecRaw> = { kind: 'sunspec', ask, normalise };

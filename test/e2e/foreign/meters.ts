import { type Foreign, serve, type Supply } from './listen.ts';

interface Meter {
  readonly id: string;
  readonly unit: number;
  readonly watts: number;
  /** Wh counted when it was first asked. */
  readonly startWh: number;
}

/** One gateway, three meters. The utility meter's total wraps its 32 bits twelve seconds after it was first asked, however slow the machine is. */
export const meters = {
  utility: { id: 'utility', unit: 7, watts: 18_400, startWh: 2 ** 32 - 61 },
  mining: { id: 'hut-feed', unit: 8, watts: 11_900, startWh: 812_345 },
  gpus: { id: 'rack-feed', unit: 9, watts: 2_450, startWh: 77 },
} as const satisfies Record<string, Meter>;

const text = (words: string, registers: number): number[] =>
  Array.from({ length: registers }, (_, index) => {
    const at = 2 * index;
    return ((words.charCodeAt(at) || 0) << 8) | (words.charCodeAt(at + 1) || 0);
  });

const notImplemented = 0x8000;
/** After "SunS", model 1 and the vendor's. */
const meterAt = 2 + 67 + 6;

/** Base 0: "SunS", model 1 of 65 points, a model of the vendor, model 203, the end. Power in tens of watts. */
function mapOf({ watts, unit }: Meter, totalWh: number): number[] {
  const wh = totalWh % 2 ** 32;
  const common = [
    ...text('Gridmeters Ltd', 16),
    ...text('GM-3', 16),
    ...text('', 8),
    ...text('0.9.1', 8),
    ...text(`GM3-${unit}`, 16),
    unit,
  ];
  const meter = Array<number>(105).fill(notImplemented);
  const set = (offset: number, ...values: number[]): void => {
    values.forEach((value, index) => (meter[offset - 2 + index] = value));
  };
  set(7, 2771);
  set(15, 0xffff);
  set(16, 5001);
  set(17, 0xfffe);
  set(18, watts / 10);
  set(22, 1);
  set(38, 0, 0);
  set(46, Math.floor(wh / 65_536), wh % 65_536);
  set(54, 0);
  return [0x5375, 0x6e53, 1, 65, ...common, 64_110, 4, 1, 2, 3, 4, 203, 105, ...meter, 0xffff, 0];
}

const exception = (unit: number, code: number): Buffer => Buffer.from([unit, 0x83, code]);

/** Seconds since a meter was first asked, by its unit. */
type Counting = (unit: number) => number;

function answer(request: Buffer, counting: Counting, told: Supply['told']): Buffer {
  const unit = request.readUInt8(6);
  const meter = Object.values(meters).find((one) => one.unit === unit);
  if (!meter) return exception(unit, 11);
  const address = request.readUInt16BE(8);
  const count = request.readUInt16BE(10);
  const countedWh = Math.floor(meter.startWh + (meter.watts * counting(unit)) / 3600);
  // An accumulator of 0 says that nothing is accumulated: a poll in that very moment would have no energy.
  const totalWh = countedWh % 2 ** 32 === 0 ? countedWh + 1 : countedWh;
  const map = mapOf(meter, totalWh);
  const found = map.slice(address, address + count);
  const total = meterAt + 46;
  if (address <= total && address + count > total) told(meter.id, totalWh);
  if (found.length < count) return exception(unit, 2);
  const body = Buffer.alloc(3 + 2 * count);
  body.set([unit, 3, 2 * count]);
  found.forEach((register, index) => body.writeUInt16BE(register, 3 + 2 * index));
  return body;
}

/** A Modbus gateway in front of the meters; it writes the header of a frame before its body. */
export function serveMeters({ elapsed, told }: Supply): Promise<Foreign> {
  const firstAsked = new Map<number, number>();
  const counting: Counting = (unit) => {
    const since = firstAsked.get(unit) ?? elapsed();
    firstAsked.set(unit, since);
    return elapsed() - since;
  };
  return serve((socket) => {
    socket.on('data', (request) => {
      const body = answer(request, counting, told);
      const header = Buffer.alloc(6);
      header.writeUInt16BE(request.readUInt16BE(0), 0);
      header.writeUInt16BE(body.length, 4);
      socket.write(header);
      socket.write(body);
    });
  });
}

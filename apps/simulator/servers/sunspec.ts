import { createServer, type Socket } from 'node:net';
import type { SunspecAnswer } from '../answers/sunspec.ts';
import { deliver, type Fault } from './faults.ts';
import { type Address, listen, type Listener } from './listener.ts';

export interface SunspecServerOptions extends Address {
  /** The meters behind this address by unit id, as behind a serial gateway; null means that one does not answer the gateway. */
  readonly units: ReadonlyMap<number, () => SunspecAnswer | null>;
  readonly fault?: (unit: number) => Fault | null;
}

const exception = { illegalFunction: 1, illegalAddress: 2, illegalValue: 3, noResponse: 11 } as const;
const headerBytes = 7;
const maxRegisters = 125;

/** Modbus TCP with function 3 (holding registers) for one meter or for many behind a gateway. */
export function startSunspecServer(options: SunspecServerOptions): Promise<Listener> {
  return listen(
    createServer((socket) => serve(socket, options)),
    options,
  );
}

function serve(socket: Socket, options: SunspecServerOptions): void {
  let pending: Buffer = Buffer.alloc(0);
  socket.setTimeout(120_000, () => socket.destroy());
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= headerBytes) {
      const length = pending.readUInt16BE(4);
      if (pending.readUInt16BE(2) !== 0 || length < 2 || length > 254) {
        socket.destroy();
        return;
      }
      if (pending.length < 6 + length) return;
      respond(socket, pending.subarray(0, 6 + length), options);
      pending = pending.subarray(6 + length);
    }
  });
}

function respond(socket: Socket, request: Buffer, { units, fault }: SunspecServerOptions): void {
  const unit = request.readUInt8(6);
  const present = fault?.(unit) ?? null;
  if (present?.kind === 'hang') return;
  if (present?.kind === 'reset') return void socket.resetAndDestroy();
  const body = bodyOf(request.subarray(headerBytes), units.get(unit), present?.kind === 'absurd');
  const header = Buffer.from(request.subarray(0, headerBytes));
  header.writeUInt16BE(body.length + 1, 4);
  deliver({
    out: socket,
    bytes: Buffer.concat([header, body]),
    fault: present,
    end: () => undefined,
    destroy: () => socket.destroy(),
  });
}

const refusal = (code: number, reason: number): Buffer => Buffer.from([code | 0x80, reason]);

/** The answer to one request without its header. */
function bodyOf(request: Buffer, answer: (() => SunspecAnswer | null) | undefined, isAbsurd: boolean): Buffer {
  const code = request.readUInt8(0);
  const raw = answer?.();
  if (!raw) return refusal(code, exception.noResponse);
  if (code !== 3) return refusal(code, exception.illegalFunction);
  if (request.length < 5) return refusal(code, exception.illegalValue);
  const from = request.readUInt16BE(1) - raw.base;
  const count = request.readUInt16BE(3);
  if (count < 1 || count > maxRegisters) return refusal(code, exception.illegalValue);
  const registers = isAbsurd ? absurd(raw.registers) : raw.registers;
  if (from < 0 || from + count > registers.length) return refusal(code, exception.illegalAddress);
  const body = Buffer.alloc(2 + count * 2);
  body.writeUInt8(code, 0);
  body.writeUInt8(count * 2, 1);
  for (let index = 0; index < count; index++) body.writeUInt16BE(registers[from + index] ?? 0, 2 + index * 2);
  return body;
}

const firstMeterRegister = 70;
const scaleOffsets = [6, 15, 17, 22, 27, 32, 37, 54];

/** Scale factors that no device has. */
function absurd(registers: Uint16Array): Uint16Array {
  const changed = registers.slice();
  for (const offset of scaleOffsets) changed[firstMeterRegister + offset] = 99;
  return changed;
}

/** Reading holding registers; the only function that is used. */
const readHolding = 3;
const headerBytes = 7;
/** The longest frame that Modbus TCP allows, header included. */
const maxFrameBytes = 260;

/** What is asked: registers of a unit behind the address. */
export interface ReadRequest {
  readonly transaction: number;
  readonly unit: number;
  readonly address: number;
  readonly count: number;
}

/** The request as Modbus TCP sends it. */
export function encodeRequest({ transaction, unit, address, count }: ReadRequest): Buffer {
  const frame = Buffer.alloc(12);
  frame.writeUInt16BE(transaction, 0);
  frame.writeUInt16BE(6, 4);
  frame.writeUInt8(unit, 6);
  frame.writeUInt8(readHolding, 7);
  frame.writeUInt16BE(address, 8);
  frame.writeUInt16BE(count, 10);
  return frame;
}

/** The first frame of the bytes: its length, or null while it is incomplete. Throws where the bytes are no Modbus TCP. */
export function frameLength(bytes: Buffer): number | null {
  if (bytes.length < headerBytes - 1) return null;
  const length = 6 + bytes.readUInt16BE(4);
  if (bytes.readUInt16BE(2) !== 0 || length < headerBytes + 2 || length > maxFrameBytes)
    throw new SyntaxError('the answer is not Modbus TCP');
  return bytes.length < length ? null : length;
}

export const transactionOf = (frame: Buffer): number => frame.readUInt16BE(0);

const exceptions: Readonly<Record<number, string>> = {
  1: 'illegal function',
  2: 'illegal data address',
  3: 'illegal data value',
  4: 'device failure',
  5: 'acknowledge',
  6: 'device busy',
  8: 'memory parity error',
  10: 'gateway path unavailable',
  11: 'gateway target failed to respond',
};

/** The device, or a gateway before it, answered that it cannot. */
export class ModbusException extends Error {
  readonly exception: number;

  constructor(exception: number) {
    super(`exception ${exception} (${exceptions[exception] ?? 'unknown'})`);
    this.exception = exception;
  }
}

/** The registers in a frame that answers the request. Throws `ModbusException`, or `SyntaxError` where it does not answer it. */
export function decodeRegisters(frame: Buffer, { unit, count }: ReadRequest): Uint16Array {
  const from = frame.readUInt8(6);
  if (from !== unit) throw new SyntaxError(`the answer is from unit ${from}`);
  const code = frame.readUInt8(7);
  if (code === (readHolding | 0x80)) throw new ModbusException(frame.readUInt8(8));
  if (code !== readHolding) throw new SyntaxError(`the answer has function code ${code}`);
  if (frame.readUInt8(8) !== 2 * count || frame.length !== 9 + 2 * count)
    throw new SyntaxError(`the answer does not hold ${count} registers`);
  return Uint16Array.from({ length: count }, (_, index) => frame.readUInt16BE(9 + 2 * index));
}

import { connect, type Socket } from 'node:net';
import { messageOf, PipelineError } from '#runtime';
import type { DeviceTarget } from '../device.ts';
import { deviceError } from '../errors.ts';
import {
  decodeRegisters,
  encodeRequest,
  frameLength,
  ModbusException,
  type ReadRequest,
  transactionOf,
} from './frame.ts';

/** Modbus allows no more in one request. */
const maxRegisters = 125;
const maxStrayFrames = 100;

/** A Modbus TCP connection that asks one thing at a time. */
export interface Modbus {
  /** Holding registers from a wire address; rejects with `ModbusException` where the device says that it cannot, else with a `DEVICE_*` error. */
  read(address: number, count: number): Promise<Uint16Array>;
  close(): void;
}

interface Waiting extends ReadRequest {
  readonly resolve: (registers: Uint16Array) => void;
  readonly reject: (error: unknown) => void;
}

interface Connection {
  readonly target: DeviceTarget;
  readonly socket: Socket;
  received: Buffer;
  /** Frames for other transactions: late answers of a gateway. */
  strays: number;
  waiting: Waiting | null;
  failure: unknown;
}

const what = ({ address, count, unit }: ReadRequest): string =>
  `reading ${count} registers at ${address} of unit ${unit}`;

function fail(connection: Connection, error: unknown): void {
  const { waiting } = connection;
  connection.failure ??= error;
  connection.waiting = null;
  connection.socket.destroy();
  waiting?.reject(error);
}

function answer({ target }: Connection, waiting: Waiting, frame: Buffer): void {
  try {
    waiting.resolve(decodeRegisters(frame, waiting));
  } catch (error) {
    const isException = error instanceof ModbusException;
    waiting.reject(
      isException ? error : deviceError('DEVICE_ANSWER', target, `${what(waiting)}: ${messageOf(error)}`, error),
    );
  }
}

function receive(connection: Connection, chunk: Buffer): void {
  connection.received = connection.received.length === 0 ? chunk : Buffer.concat([connection.received, chunk]);
  try {
    for (let length = frameLength(connection.received); length !== null; length = frameLength(connection.received)) {
      const frame = connection.received.subarray(0, length);
      connection.received = connection.received.subarray(length);
      const { waiting } = connection;
      if (waiting?.transaction === transactionOf(frame)) {
        connection.waiting = null;
        answer(connection, waiting, frame);
      } else if (++connection.strays > maxStrayFrames) throw new SyntaxError('too many answers to other transactions');
    }
  } catch (error) {
    fail(connection, deviceError('DEVICE_ANSWER', connection.target, messageOf(error), error));
  }
}

/** Says what was waited for, which tells a dead device from a gateway that answers for others. */
function timeoutOf({ target, waiting, strays }: Connection, reason: unknown): unknown {
  if (!(reason instanceof PipelineError) || reason.code !== 'DEVICE_TIMEOUT' || !waiting) return reason;
  const others = strays > 0 ? `; ${strays} answers belonged to other transactions` : '';
  return deviceError('DEVICE_TIMEOUT', target, `${what(waiting)}: no answer in ${target.timeoutMs} ms${others}`);
}

/** Opens a connection to the target's address, closed when `signal` aborts. */
export function openModbus(target: DeviceTarget, signal: AbortSignal): Modbus {
  signal.throwIfAborted();
  const socket = connect({ host: target.host.replace(/^\[|\]$/g, ''), port: target.port, noDelay: true });
  const connection: Connection = {
    target,
    socket,
    received: Buffer.alloc(0),
    strays: 0,
    waiting: null,
    failure: undefined,
  };
  const stop = (): void => fail(connection, timeoutOf(connection, signal.reason));
  signal.addEventListener('abort', stop, { once: true });
  socket.on('data', (chunk: Buffer) => receive(connection, chunk));
  socket.on('error', (error) => fail(connection, error));
  socket.on('close', () =>
    fail(connection, deviceError('DEVICE_UNREACHABLE', target, 'the connection was closed without an answer')),
  );
  let transaction = 0;
  return {
    read: (address, count) =>
      new Promise((resolve, reject) => {
        if (connection.failure !== undefined) return reject(connection.failure);
        if (count > maxRegisters) return reject(new RangeError(`${count} registers in one read`));
        transaction = (transaction + 1) % 65_536;
        connection.waiting = { transaction, unit: target.unit, address, count, resolve, reject };
        socket.write(encodeRequest(connection.waiting));
      }),
    close: () => {
      signal.removeEventListener('abort', stop);
      socket.destroy();
    },
  };
}

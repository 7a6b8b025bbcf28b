import { type ErrorCode, messageOf, PipelineError } from '#runtime';
import type { DeviceTarget } from './device.ts';

export type DeviceErrorCode = Extract<ErrorCode, `DEVICE_${string}`>;

/** An error that names the device and its address; never a login. */
export function deviceError(
  code: DeviceErrorCode,
  target: DeviceTarget,
  reason: string,
  cause?: unknown,
): PipelineError {
  const address = addressOf(target);
  const details = { device: target.id, address };
  return new PipelineError(
    code,
    `${target.id} at ${address}: ${reason}`,
    cause === undefined ? { details } : { cause, details },
  );
}

/** HOST:PORT, with brackets around an IPv6 address. */
export function addressOf({ host, port }: DeviceTarget): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;
}

const reasons: Readonly<Record<string, readonly [DeviceErrorCode, string]>> = {
  ECONNREFUSED: ['DEVICE_UNREACHABLE', 'the connection was refused'],
  ECONNRESET: ['DEVICE_UNREACHABLE', 'the connection was reset'],
  EPIPE: ['DEVICE_UNREACHABLE', 'the connection was closed'],
  EHOSTUNREACH: ['DEVICE_UNREACHABLE', 'no route to the host'],
  EHOSTDOWN: ['DEVICE_UNREACHABLE', 'the host is down'],
  ENETUNREACH: ['DEVICE_UNREACHABLE', 'no route to the network'],
  ENOTFOUND: ['DEVICE_UNREACHABLE', 'the host name is not known'],
  EAI_AGAIN: ['DEVICE_UNREACHABLE', 'the name server does not answer'],
  ETIMEDOUT: ['DEVICE_TIMEOUT', 'no connection in time'],
  UND_ERR_CONNECT_TIMEOUT: ['DEVICE_TIMEOUT', 'no connection in time'],
  UND_ERR_SOCKET: ['DEVICE_UNREACHABLE', 'the connection was closed'],
  UND_ERR_RES_EXCEEDED_MAX_SIZE: ['DEVICE_ANSWER', 'the answer is too large'],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['DEVICE_ANSWER', 'the answer is not as long as it says'],
  UND_ERR_HEADERS_OVERFLOW: ['DEVICE_ANSWER', 'the headers of the answer are too large'],
};

const untrusted = /CERT|SELF_SIGNED|^ERR_(SSL|TLS)|^UNABLE_TO|^EPROTO$/;

/** The code that Node or undici gave an error, else ''. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}

/** The `DEVICE_*` error for whatever a driver threw. */
export function failureOf(target: DeviceTarget, error: unknown): PipelineError {
  if (error instanceof PipelineError) return error;
  const code = codeOf(error);
  const known = reasons[code];
  if (known) return deviceError(known[0], target, known[1], error);
  if (code.startsWith('HPE_')) return deviceError('DEVICE_ANSWER', target, `this is not HTTP (${code})`, error);
  if (untrusted.test(code)) {
    const reason = `TLS failed (${code}); where the device's certificate is not trusted, add it to NODE_EXTRA_CA_CERTS`;
    return deviceError('DEVICE_UNREACHABLE', target, reason, error);
  }
  return deviceError('DEVICE_ANSWER', target, messageOf(error), error);
}

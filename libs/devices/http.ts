import { Agent, request } from 'undici';
import { PipelineError } from '#runtime';
import type { DeviceTarget } from './device.ts';
import { addressOf, codeOf, deviceError, failureOf } from './errors.ts';
import { maxAnswerBytes, utf8 } from './text.ts';

/** Connections stay open between polls and do not keep the process alive; time limits are the caller's signal. */
const agent = new Agent({
  connections: 4,
  pipelining: 1,
  headersTimeout: 0,
  bodyTimeout: 0,
  keepAliveTimeout: 90_000,
  maxResponseSize: maxAnswerBytes,
});

/** An HTTP answer that is not 200; sub-resources may do without it. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

function headersOf({ username, password }: DeviceTarget, accept: string): Record<string, string> {
  if (username === undefined) return { accept };
  const login = Buffer.from(`${username}:${password ?? ''}`, 'utf8').toString('base64');
  return { accept, authorization: `Basic ${login}` };
}

async function getOnce(target: DeviceTarget, path: string, accept: string, signal: AbortSignal): Promise<HttpAnswer> {
  const url = `${target.tls ? 'https' : 'http'}://${addressOf(target)}${path}`;
  const { statusCode, body } = await request(url, { dispatcher: agent, signal, headers: headersOf(target, accept) });
  const bytes = await body.bytes();
  if (statusCode === 401 || statusCode === 403) {
    throw deviceError('DEVICE_LOGIN', target, `GET ${path} answered ${statusCode}: the login is refused`);
  }
  const text = utf8(bytes);
  if (text === null) throw deviceError('DEVICE_ANSWER', target, `the answer to GET ${path} is not UTF-8`);
  return { status: statusCode, text };
}

/** A kept-alive connection may have been closed by the device just before it is used: one more try is made on a fresh one. */
const mayRetry = (error: unknown): boolean => ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(codeOf(error));

/**
 * Gets a path of the device with its login, at most 4 MiB, following no redirect.
 * Rejects with a `DEVICE_*` error; a status other than 200 is an answer, but 401 and 403 are `DEVICE_LOGIN`.
 */
export async function get(
  target: DeviceTarget,
  path: string,
  accept: string,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  try {
    return await getOnce(target, path, accept, signal).catch((error: unknown) => {
      if (signal.aborted || !mayRetry(error)) throw error;
      return getOnce(target, path, accept, signal);
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof PipelineError) throw error;
    throw failureOf(target, error);
  }
}

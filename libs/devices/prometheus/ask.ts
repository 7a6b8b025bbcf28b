import type { DeviceTarget } from '../device.ts';
import { deviceError } from '../errors.ts';
import { get } from '../http.ts';
import { type Exposition, parseExposition } from './parse.ts';

const path = '/metrics';
const accept = 'text/plain;version=0.0.4';

/** What an exporter shows; rejects with `DEVICE_ANSWER` where that is nothing, or no Prometheus text. */
export async function askExposition(target: DeviceTarget, signal: AbortSignal): Promise<Exposition> {
  const { status, text } = await get(target, path, accept, signal);
  if (status !== 200) throw deviceError('DEVICE_ANSWER', target, `GET ${path} answered ${status}`);
  const exposition = parseExposition(text);
  if (exposition.lines === 0) throw deviceError('DEVICE_ANSWER', target, `GET ${path} answered nothing`);
  if (exposition.samples.length === 0 && exposition.problems.length > 0) {
    throw deviceError(
      'DEVICE_ANSWER',
      target,
      `the answer to GET ${path} is no Prometheus text: ${exposition.problems[0]}`,
    );
  }
  return exposition;
}

import type { DeviceTarget, Driver } from '../device.ts';
import { deviceError } from '../errors.ts';
import { get } from '../http.ts';
import { type Exposition, parseExposition } from '../prometheus/parse.ts';
import { normalise } from './normalise.ts';

const path = '/metrics';
const accept = 'text/plain;version=0.0.4';

async function ask(target: DeviceTarget, signal: AbortSignal): Promise<Exposition> {
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

/** GPU hosts with NVIDIA's dcgm-exporter. */
export const dcgm: Driver<Exposition> = { kind: 'dcgm', ask, normalise };

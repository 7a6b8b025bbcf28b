import { setImmediate } from 'node:timers';
import type { DeviceKind } from '#contracts';
import { type Clock, messageOf, PipelineError } from '#runtime';
import { cgminer } from './cgminer/driver.ts';
import { dcgm } from './dcgm/driver.ts';
import type { Answer, DeviceTarget, Driver } from './device.ts';
import { deviceError, failureOf } from './errors.ts';
import { inference } from './inference/driver.ts';
import { redfishCdu } from './redfish-cdu/driver.ts';
import { sunspec } from './sunspec/driver.ts';

const drivers: Readonly<Record<DeviceKind, Driver<unknown>>> = {
  cgminer,
  dcgm,
  inference,
  'redfish-cdu': redfishCdu,
  sunspec,
};

/** The driver of a kind. */
export const driverFor = (kind: DeviceKind): Driver<unknown> => drivers[kind];

export interface ReadOptions {
  readonly clock: Clock;
  /** Gives up at once; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A driver that is told to stop may still say what it was waiting for, so it has one turn to do so. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    work.then(resolve, reject);
    const giveUp = (): void => void setImmediate(() => reject(signal.reason));
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
}

function normalise(driver: Driver<unknown>, raw: unknown, target: DeviceTarget): Answer {
  try {
    return driver.normalise(raw, target);
  } catch (error) {
    if (error instanceof PipelineError) throw error;
    throw deviceError('DEVICE_ANSWER', target, `the answer cannot be understood: ${messageOf(error)}`, error);
  }
}

/**
 * Asks a device once and returns what it said in our units.
 * Rejects with a `DEVICE_*` error within `timeoutMs`, whatever the device does; then nothing of its answer is known.
 */
export async function readDevice(target: DeviceTarget, { clock, signal }: ReadOptions): Promise<Answer> {
  signal?.throwIfAborted();
  const driver = driverFor(target.kind);
  const stop = new AbortController();
  const timer = new AbortController();
  const forward = (): void => stop.abort(signal?.reason);
  signal?.addEventListener('abort', forward, { once: true });
  void clock.sleep(target.timeoutMs, timer.signal).then(() => {
    if (!timer.signal.aborted)
      stop.abort(deviceError('DEVICE_TIMEOUT', target, `no complete answer in ${target.timeoutMs} ms`));
  });
  try {
    return normalise(driver, await untilAborted(driver.ask(target, stop.signal), stop.signal), target);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw failureOf(target, error);
  } finally {
    timer.abort();
    signal?.removeEventListener('abort', forward);
  }
}

import { StoreException } from './exception.ts';

/** The right to run one statement, with the named pipe its result goes through. */
export interface Lane {
  readonly pipe: string;
  /** Who may have it. */
  readonly keptFor: 'loader' | 'analyst' | 'anyone';
}

export interface LanesOptions {
  /** One pipe per lane; the first is kept for loading and, of three or more, the last for everybody else. */
  readonly pipes: readonly string[];
  /** How long a request may wait for a lane before it is told 503. */
  readonly queueMs: number;
  readonly maxQueue: number;
}

interface Waiter {
  readonly isLoader: boolean;
  readonly grant: (lane: Lane) => void;
}

export interface Lanes {
  /** Resolves to a free lane. Rejects with code 202 when none came free in time, or when `signal` aborts. */
  acquire(request: { isLoader: boolean; signal: AbortSignal }): Promise<Lane>;
  release(lane: Lane): void;
  readonly busy: number;
}

const tooMany = (text: string): StoreException => new StoreException(202, 'TOO_MANY_SIMULTANEOUS_QUERIES', text);

const keptFor = (index: number, lanes: number): Lane['keptFor'] =>
  index === 0 ? 'loader' : index >= 2 && index === lanes - 1 ? 'analyst' : 'anyone';

/** A pool in which loading always has a lane that analysts cannot take, they have one that it cannot, and it goes first for the others. */
export function createLanes({ pipes, queueMs, maxQueue }: LanesOptions): Lanes {
  const free: Lane[] = pipes.map((pipe, index) => ({ pipe, keptFor: keptFor(index, pipes.length) }));
  const waiters: Waiter[] = [];

  const isKept = (lane: Lane, isLoader: boolean): boolean => lane.keptFor === (isLoader ? 'loader' : 'analyst');
  const fits = (lane: Lane, isLoader: boolean): boolean => lane.keptFor === 'anyone' || isKept(lane, isLoader);

  function take(isLoader: boolean): Lane | undefined {
    const at = free.findIndex((lane) => isKept(lane, isLoader));
    const index = at >= 0 ? at : free.findIndex((lane) => fits(lane, isLoader));
    return index < 0 ? undefined : free.splice(index, 1)[0];
  }

  function wait(isLoader: boolean, signal: AbortSignal): Promise<Lane> {
    return new Promise((resolve, reject) => {
      const leave = (error: Error): void => {
        clearTimeout(timer);
        const at = waiters.indexOf(waiter);
        if (at >= 0) waiters.splice(at, 1);
        reject(error);
      };
      const onAbort = (): void =>
        leave(new StoreException(394, 'QUERY_WAS_CANCELLED', 'The client went away while it waited'));
      const timer = setTimeout(
        () => leave(tooMany(`All ${pipes.length} sessions of the embedded store were busy for ${queueMs} ms`)),
        queueMs,
      );
      const grant = (lane: Lane): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        resolve(lane);
      };
      const waiter: Waiter = { isLoader, grant };
      signal.addEventListener('abort', onAbort, { once: true });
      waiters.push(waiter);
    });
  }

  return {
    acquire: ({ isLoader, signal }) => {
      const lane = take(isLoader);
      if (lane) return Promise.resolve(lane);
      if (waiters.length >= maxQueue)
        return Promise.reject(tooMany(`${maxQueue} requests wait for the embedded store already`));
      return wait(isLoader, signal);
    },
    release: (lane) => {
      const first = fits(lane, true) ? waiters.findIndex((waiter) => waiter.isLoader) : -1;
      const at = first >= 0 ? first : waiters.findIndex((waiter) => fits(lane, waiter.isLoader));
      const [waiter] = at >= 0 ? waiters.splice(at, 1) : [];
      if (waiter) waiter.grant(lane);
      else free.push(lane);
    },
    get busy() {
      return pipes.length - free.length;
    },
  };
}

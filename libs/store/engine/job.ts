import type { Database } from './database.ts';
import type { Lane } from './lanes.ts';
import type { Reply } from './reply.ts';
import type { Statement } from './statement.ts';

/** A statement and, of a `load`, its rows. */
export interface Query {
  readonly text: string;
  readonly statement: Statement;
  /** The rows of a `load`: here, or in the body of the request. */
  readonly data?: Buffer;
}

/** A statement on its way through the engine. */
export interface Job extends Query {
  readonly database: Database;
  readonly setup: readonly string[];
  readonly number: number;
  /** Names the statement in `system.processes`. */
  readonly tag: string;
  readonly format: string;
  readonly lane: Lane;
  readonly reply: Reply;
  readonly signal: AbortSignal;
}

/** Runs `done` to its end; asks the engine to give the statement up, until it does, once the client is gone. */
export async function untilDone<T>(job: Pick<Job, 'database' | 'tag' | 'signal'>, done: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    job.database.kill(job.tag);
    timer ??= setInterval(() => job.database.kill(job.tag), 200);
  };
  if (job.signal.aborted) cancel();
  job.signal.addEventListener('abort', cancel, { once: true });
  try {
    return await done;
  } finally {
    clearInterval(timer);
    job.signal.removeEventListener('abort', cancel);
  }
}

import { untilDone, type Job } from './job.ts';
import { openPipe } from './pipe.ts';
import { toPipe } from './statement.ts';

/** A client that takes nothing for so long loses its query: it holds a session. */
const stalledMs = 60_000;

/**
 * Streams the result of a query to its client at the client's pace: the engine writes to a named pipe and waits while it is full.
 * All of the statement, planning and scalar subqueries included, runs off the event loop and can be cancelled.
 */
export async function streamRows(job: Job): Promise<Record<string, string>> {
  const { database, reply, signal } = job;
  const sql = toPipe(job.text, job.statement, { path: job.lane.pipe, fallback: job.format });
  const pipe = openPipe(job.lane.pipe);
  const closed = new Promise<void>((resolve) => pipe.stream.once('close', resolve));
  let stalled: NodeJS.Timeout | undefined;
  const goOn = (): void => {
    clearTimeout(stalled);
    pipe.stream.resume();
  };
  pipe.stream.on('data', (chunk: Buffer) => {
    if (signal.aborted || reply.write(chunk)) return;
    pipe.stream.pause();
    stalled = setTimeout(() => reply.drop(), stalledMs);
    reply.onDrain(goOn);
  });
  signal.addEventListener('abort', goOn, { once: true });
  try {
    const { rows } = await untilDone(job, database.run({ ...job, sql }));
    return { result_rows: String(rows) };
  } finally {
    pipe.finish();
    await closed;
    clearTimeout(stalled);
  }
}

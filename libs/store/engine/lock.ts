import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, PipelineError } from '#runtime';

const holderSchema = z.object({ pid: z.int().positive(), started: z.string().nullable() });
type Holder = z.output<typeof holderSchema>;

/** When a process started, in the kernel's ticks: tells a pid that was used again from the one that was written down. */
function startOf(pid: number): string | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return fields.slice(fields.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

const locked = (directory: string, holder: Holder | undefined, cause?: unknown): PipelineError =>
  new PipelineError(
    'STORE_LOCKED',
    `Data directory ${directory} is in use by ${holder ? `process ${holder.pid}` : 'another process'}`,
    {
      cause,
      details: { directory, pid: holder?.pid ?? null },
    },
  );

/**
 * Opens a data directory through `open`, which takes the engine's own kernel lock (free again as soon as its process is gone),
 * and writes down who has it. Throws `STORE_LOCKED` naming the process that does.
 */
export function openLocked<T>(directory: string, open: () => T): T {
  const path = join(directory, 'holder.json');
  const holder = readHolder(path);
  const isSame = holder !== undefined && holder.started !== null && startOf(holder.pid) === holder.started;
  if (isSame && holder.pid !== process.pid) throw locked(directory, holder);
  const opened = attempt(open, (cause) => {
    if (!/create connection|lock/i.test(messageOf(cause))) throw cause;
    throw locked(directory, holder, cause);
  });
  const me: Holder = { pid: process.pid, started: startOf(process.pid) };
  writeFileSync(`${path}.new`, JSON.stringify(me));
  renameSync(`${path}.new`, path);
  return opened;
}

function attempt<T>(run: () => T, onFailure: (cause: unknown) => never): T {
  try {
    return run();
  } catch (cause) {
    return onFailure(cause);
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { childEnvironment, projectPath, systemClock } from '#runtime';

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command `coload` as a process. */
export interface Coload {
  readonly process: ChildProcess;
  /** Resolves when it has ended. */
  readonly ended: Promise<Ended>;
  /** The first line of its output that is JSON with `ready`; rejects with its last words when it ends before. */
  readonly ready: Promise<Readonly<Record<string, unknown>>>;
}

const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGTERM')));

/** Starts `coload ARGUMENTS` as a shell does: at the head of a group of processes, which a terminal signals as one. */
export function startCoload(args: readonly string[]): Coload {
  const child = spawn(process.execPath, [projectPath('bin/coload.mjs'), ...args], {
    env: childEnvironment({ NODE_OPTIONS: '' }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
  const ready = new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{"ready":true')) resolve(JSON.parse(line) as Readonly<Record<string, unknown>>);
    });
    void ended.then(({ code }) => reject(new Error(`coload ${args.join(' ')} ended with ${code}:\n${stderr}`)));
  });
  // Whoever only waits for the end does not ask for it.
  ready.catch(() => undefined);
  return { process: child, ended, ready };
}

/** Runs `coload ARGUMENTS` to its end. */
export const runCoload = (args: readonly string[]): Promise<Ended> => startCoload(args).ended;

const parentOf = (pid: number): number | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
};

/** Every process that descends from this one, it included. */
export function familyOf(pid: number): number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(Number(name))]),
  );
  const family = new Set([pid]);
  for (let size = 0; size < family.size;) {
    size = family.size;
    for (const [child, parent] of parents) if (parent !== null && family.has(parent)) family.add(child);
  }
  return [...family];
}

/** A process that runs; one that has ended and waits for its parent does not. */
export function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !['Z', 'X'].includes(stat.slice(stat.lastIndexOf(')') + 2)[0] ?? 'X');
  } catch {
    return false;
  }
}

/** Stops a running `coload` for good, whatever state a failed test left it in. */
export async function stopCoload({ process: child, ended }: Coload): Promise<void> {
  const family = child.pid === undefined ? [] : familyOf(child.pid);
  child.kill('SIGTERM');
  const late = new AbortController();
  await Promise.race([ended, systemClock.sleep(30_000, late.signal)]);
  late.abort();
  for (const pid of family.filter(isRunning)) process.kill(pid, 'SIGKILL');
}

interface Patience {
  readonly timeoutMs?: number;
  /** What there was when it ended in vain; for the error. */
  readonly saw?: () => unknown;
}

/** Waits until `look` gives something and returns it; the error says what was waited for and what was seen last. */
export async function until<Seen>(
  what: string,
  look: () => Promise<Seen | false | null | undefined>,
  { timeoutMs = 50_000, saw }: Patience = {},
): Promise<Seen> {
  const deadline = systemClock.monotonic() + timeoutMs;
  for (;;) {
    let failure: unknown;
    const seen = await look().catch((error: unknown) => {
      failure = error;
      return null;
    });
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    if (systemClock.monotonic() > deadline) {
      const last = saw ? `: ${JSON.stringify(saw(), null, 2)}` : '';
      throw new Error(`Waited ${timeoutMs} ms for ${what}${last}`, { cause: failure });
    }
    await systemClock.sleep(150);
  }
}

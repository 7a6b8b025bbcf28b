import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { childEnvironment, projectPath } from '#runtime';

/** What a process prints when it is ready. */
export type Ready = Readonly<Record<string, unknown>>;

/** A process of the stack that is under test. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  /** Rejects with its last words when it ends before it is ready. */
  readonly ready: Promise<Ready>;
  readonly exited: Promise<void>;
  readonly isRunning: boolean;
  /** The end of what it said on stderr. */
  said(): string;
  /** Sends a signal and, unless it only stops or continues it, waits until the process is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** A line to its stdin. */
  tell(line: string): void;
}

const running = new Set<ChildProcess>();
const stopWithinMs = 15_000;

/** What is removed when the program is interrupted. */
export const directories = new Set<string>();

/** Ends every process that is still running, at once; for the end of the program, however it comes. */
export function killChildren(): void {
  for (const child of running) child.kill('SIGKILL');
}
process.once('exit', () => {
  killChildren();
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

async function end(child: ChildProcess, signal: NodeJS.Signals, exited: Promise<void>): Promise<void> {
  child.kill(signal);
  if (signal === 'SIGSTOP' || signal === 'SIGCONT') return;
  const late = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  await exited;
  clearTimeout(late);
}

export interface ChildOptions {
  readonly name: string;
  /** Built entry, relative to the project. */
  readonly entry: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Runs it through this shell line, which ends with `exec "$@"`. */
  readonly shell?: string;
}

/** Starts a built entry of the project as a process. */
export function startChild({ name, entry, environment, shell }: ChildOptions): Child {
  const command = [process.execPath, '--enable-source-maps', projectPath(entry)];
  const [program = '', ...args] = shell === undefined ? command : ['bash', '-c', shell, 'bash', ...command];
  const child = spawn(program, args, {
    env: childEnvironment({ NODE_OPTIONS: '', LOG_LEVEL: 'info', ...environment }),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  running.add(child);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-20_000)));
  child.stdin.on('error', () => undefined);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      running.delete(child);
      resolve();
    });
  });
  const ready = new Promise<Ready>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => {
      try {
        resolve(JSON.parse(line) as Ready);
      } catch {
        reject(new Error(`${name} said ${line}`));
      }
    });
    void exited.then(() => reject(new Error(`${name} ended before it was ready:\n${said}`)));
  });
  // Whoever kills it before it is ready does not ask whether it ever was.
  ready.catch(() => undefined);
  return {
    name,
    pid: child.pid ?? 0,
    ready,
    exited,
    get isRunning() {
      return running.has(child);
    },
    said: () => said,
    kill: (signal = 'SIGKILL') => end(child, signal, exited),
    tell: (line) => void child.stdin.write(`${line}\n`),
  };
}

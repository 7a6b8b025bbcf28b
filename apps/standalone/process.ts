import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { childEnvironment, type Clock, type Logger, messageOf, PipelineError, projectPath } from '#runtime';

export interface ProcessOptions {
  readonly name: string;
  /** The built entry, relative to the project. */
  readonly entry: string;
  readonly args?: readonly string[];
  /** Flags of Node itself. */
  readonly nodeFlags?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Where its log lines go; the supervisor's own stderr when absent. */
  readonly logFile?: string;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** The JSON line that an app prints on stdout when it is ready. */
export type Ready = Readonly<Record<string, unknown>>;

const readyWithinMs = 60_000;
const stopWithinMs = 15_000;
const steadyAfterMs = 30_000;
const longestPauseMs = 5_000;
/** An app that exits so has wrong settings: starting it again would not help. */
const exitWrongSettings = 2;

/** One app as a process: started, watched, restarted with growing pauses when it dies, stopped with SIGTERM. */
export class SupervisedProcess {
  readonly #options: ProcessOptions;
  #child: ChildProcess | undefined;
  #isStopping = false;
  #restarts = 0;
  #listeners: ((line: Ready) => void)[] = [];
  #errors: string[] = [];

  constructor(options: ProcessOptions) {
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get restarts(): number {
    return this.#restarts;
  }

  /** Sends a message over the IPC channel. */
  send(message: Ready): void {
    this.#child?.send(message);
  }

  /** Calls back with every JSON line that the process prints after it is ready. */
  onLine(listener: (line: Ready) => void): void {
    this.#listeners.push(listener);
  }

  /** Starts the process; resolves with its ready line. Rejects with its last words when it exits before that. */
  start(): Promise<Ready> {
    return this.#spawn();
  }

  #spawn(): Promise<Ready> {
    const { name, entry, args = [], nodeFlags = [], env, logFile } = this.#options;
    const child = spawn(process.execPath, ['--enable-source-maps', ...nodeFlags, projectPath(entry), ...args], {
      env: childEnvironment({ ...env, COLOAD_SUPERVISED: '1' }),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    this.#errors = [];
    this.#passLog(child, logFile);
    const startedAt = this.#options.clock.monotonic();
    return new Promise((resolve, reject) => {
      let isReady = false;
      const late = setTimeout(() => child.kill('SIGKILL'), readyWithinMs);
      const take = (line: Ready): void => {
        if (line['ready'] !== true || isReady) return this.#tell(line);
        isReady = true;
        clearTimeout(late);
        resolve(line);
      };
      if (child.stdout) createInterface({ input: child.stdout }).on('line', (text) => takeJson(text, take));
      child.on('error', reject);
      child.on('exit', (code, signal) => {
        clearTimeout(late);
        if (!isReady) reject(this.#died(name, code, signal));
        else if (!this.#isStopping && code !== exitWrongSettings) void this.#again(startedAt, code ?? signal);
      });
    });
  }

  #tell(line: Ready): void {
    for (const listener of this.#listeners) listener(line);
  }

  #passLog(child: ChildProcess, logFile: string | undefined): void {
    if (!child.stderr) return;
    if (logFile === undefined) child.stderr.pipe(process.stderr, { end: false });
    else child.stderr.pipe(createWriteStream(logFile, { flags: 'a' }));
    createInterface({ input: child.stderr }).on('line', (line) => {
      this.#errors.push(line);
      if (this.#errors.length > 20) this.#errors.shift();
    });
  }

  #died(name: string, code: number | null, signal: string | null): PipelineError {
    const words = this.#errors.map(readable).join('\n') || `exit ${code ?? signal ?? 'unknown'}`;
    return new PipelineError(
      code === exitWrongSettings ? 'CONFIG_INVALID' : 'PROCESS_FAILED',
      `${name} did not start: ${words}`,
      { details: { name, code, signal } },
    );
  }

  async #again(startedAt: number, why: unknown): Promise<void> {
    const { name, logger, clock } = this.#options;
    if (clock.monotonic() - startedAt > steadyAfterMs) this.#restarts = 0;
    this.#restarts++;
    const pauseMs = Math.min(longestPauseMs, 100 * 2 ** Math.min(this.#restarts, 10));
    await clock.sleep(pauseMs);
    if (this.#isStopping) return;
    logger.warn({ app: name, why }, 'process died; it is started again');
    const attemptAt = clock.monotonic();
    await this.#spawn().catch((error: unknown) => {
      logger.error({ app: name, error: messageOf(error) }, 'process did not start again');
      if (!this.#isStopping) return this.#again(attemptAt, 'no start');
      return undefined;
    });
  }

  /** Says that the process will be stopped: from now on it is not started again when it ends. */
  expectEnd(): void {
    this.#isStopping = true;
  }

  /** SIGTERM, then SIGKILL after a while. Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.expectEnd();
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
    });
    const late = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    child.kill('SIGTERM');
    await gone;
    clearTimeout(late);
  }
}

function parseLine(text: string): Ready | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Ready;
  } catch {
    return undefined;
  }
}

function takeJson(text: string, take: (line: Ready) => void): void {
  const line = parseLine(text);
  if (line) take(line);
}

/** The message of a log line, or the line itself when it is not one. */
function readable(line: string): string {
  const parsed = parseLine(line);
  if (!parsed) return line;
  const detail = parsed['error'] ?? (parsed['err'] as { message?: unknown } | undefined)?.message;
  return [parsed['msg'], detail].filter((part) => typeof part === 'string').join(': ') || line;
}

import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';

/** The reading end of a named pipe that the engine writes a result to. */
export interface PipeReader {
  readonly stream: Socket;
  /** The writer is done: the stream ends once what is in the pipe has been read. */
  finish(): void;
}

/** Makes `count` named pipes in `directory`, readable by this user only. */
export function makePipes(directory: string, count: number): string[] {
  const paths = Array.from({ length: count }, (_, index) => join(directory, `result-${index}`));
  execFileSync('mkfifo', ['-m', '600', ...paths]);
  return paths;
}

/**
 * Opens a named pipe without waiting for its writer. We hold a writing end ourselves until `finish`: without it the stream
 * would end before the engine has opened the pipe, and an engine that opens it late would wait forever.
 */
export function openPipe(path: string): PipeReader {
  const reading = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writing = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  const stream = new Socket({ fd: reading, readable: true, writable: false });
  return { stream, finish: () => closeSync(writing) };
}

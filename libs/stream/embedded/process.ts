import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, told apart from a later one with the same pid. `space` says where the pid means anything. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly started: string;
  readonly space: string;
}

function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

/** State and start time from /proc/<pid>/stat; '' where there is no such process, or no /proc. */
const stat = (pid: number): readonly string[] => {
  const text = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
};

const startTimeField = 19;

/** This process. */
export function ownIdentity(): ProcessIdentity {
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const pids = attempt(() => readlinkSync('/proc/self/ns/pid'));
  return { pid: process.pid, started: stat(process.pid)[startTimeField] ?? '', space: `${hostname()} ${boot} ${pids}` };
}

/** True only when the process is certainly gone; a process that cannot be seen from here is never called dead. */
export function isDead(identity: ProcessIdentity, own: ProcessIdentity): boolean {
  if (identity.space !== own.space || own.started === '') return false;
  const now = stat(identity.pid);
  const isZombie = now[0] === 'Z' || now[0] === 'X';
  return isZombie || now[startTimeField] !== identity.started;
}

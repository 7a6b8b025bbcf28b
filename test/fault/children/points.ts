import { z } from 'zod';
import { readConfig } from '#runtime';
import { breaks } from '../scenario.ts';

const settings = readConfig(
  z.object({
    FAULT_POINT: z.string().default('').describe('Where the process sends itself a signal'),
    FAULT_PASS: z.coerce.number().int().positive().default(1).describe('At which time of passing there'),
    FAULT_SIGNAL: z.enum(['SIGKILL', 'SIGSTOP']).default('SIGKILL'),
    FAULT_BREAK: z.enum(breaks).optional().describe('Promise to break'),
    FAULT_CLOCK_MS: z.coerce.number().default(0).describe('How far the wall clock is off'),
  }),
);

export const broken = settings.FAULT_BREAK;
export const clockOffMs = settings.FAULT_CLOCK_MS;

let passes = 0;

/** Says that the process has come to a point; it goes no further when it is to end there. */
export function reach(point: string): void {
  if (point !== settings.FAULT_POINT) return;
  passes += 1;
  if (passes === settings.FAULT_PASS) process.kill(process.pid, settings.FAULT_SIGNAL);
}

/** Passes a point before and one after something is done, and one while it is under way. */
export async function around<Result>(step: string, run: () => Promise<Result>): Promise<Result> {
  reach(`before ${step}`);
  const running = run();
  setImmediate(() => setTimeout(() => reach(`during ${step}`), 1));
  const result = await running;
  reach(`after ${step}`);
  return result;
}

import type { z } from 'zod';
import { PipelineError } from './errors.ts';

/** The environment; read here and nowhere else. */
const environment = (): Readonly<Record<string, string | undefined>> => process.env;

/**
 * Parses one app's settings from the environment with its zod schema (keys are the variables' names).
 * Throws `CONFIG_INVALID` naming every variable at fault; never prints a value.
 */
export function readConfig<Schema extends z.ZodType>(
  schema: Schema,
  overrides: Record<string, string> = {},
): z.output<Schema> {
  const result = schema.safeParse({ ...environment(), ...overrides });
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join('.') || 'settings'}: ${issue.message}`);
  throw new PipelineError('CONFIG_INVALID', `Wrong settings:\n  ${faults.join('\n  ')}`, { details: { faults } });
}

/** A secret that a file refers to by the name of its variable; throws `CONFIG_INVALID` when it is not set. */
export function secretFromEnvironment(name: string): string {
  const value = environment()[name];
  if (value === undefined)
    throw new PipelineError('CONFIG_INVALID', `The environment variable ${name} is not set`, { details: { name } });
  return value;
}

/** The least level that is logged. */
export const logLevel = (): string => environment()['LOG_LEVEL'] ?? 'info';

/** A supervisor runs this process and stops it in its turn. */
export const isSupervised = (): boolean => environment()['COLOAD_SUPERVISED'] === '1';

/** The whole environment for a child process, with `extra` on top. */
export const childEnvironment = (extra: Record<string, string>): NodeJS.ProcessEnv => ({ ...environment(), ...extra });

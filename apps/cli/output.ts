import { PipelineError } from '#runtime';

/** Whether lines of JSON are wanted: asked for, or nobody is there to read tables. */
export const isMachine = (options: { readonly json?: boolean }): boolean =>
  options.json === true || !process.stdout.isTTY;

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** What was asked for cannot be meant; the command exits with 2. */
export const wrong = (message: string): PipelineError => new PipelineError('CONFIG_INVALID', message);

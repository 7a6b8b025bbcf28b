import { messageOf, PipelineError, readConfig } from '#runtime';
import { z } from 'zod';
import { askRule, tryChannel } from './ask.ts';
import { schedulerConfig } from './config.ts';

/** `test CHANNEL` or `explain RULE`: answers as lines of JSON. */
async function answer([verb = '', name = '']: readonly string[]): Promise<object[]> {
  if (verb === 'explain') return askRule(readConfig(schedulerConfig), name);
  const { SCHEDULE_FILE } = readConfig(z.object({ SCHEDULE_FILE: z.string() }));
  await tryChannel(SCHEDULE_FILE, name);
  return [{ channel: name, told: true }];
}

let code = 0;
try {
  for (const line of await answer(process.argv.slice(2))) process.stdout.write(`${JSON.stringify(line)}\n`);
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  code = error instanceof PipelineError && error.code === 'CONFIG_INVALID' ? 2 : 1;
}
process.exit(code);

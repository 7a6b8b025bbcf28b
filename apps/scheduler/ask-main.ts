import { userInfo } from 'node:os';
import { z } from 'zod';
import { messageOf, PipelineError, readConfig } from '#runtime';
import { askRule, decide, listSilences, listUndelivered, silence, tryChannel, unsilence } from './ask.ts';
import { schedulerConfig, storeConfig } from './config.ts';

const decided = (action: 'replayed' | 'discarded', note: string, ids: readonly string[]): Promise<object[]> =>
  decide(readConfig(storeConfig), { action, note, ids, by: userInfo().username });

/** Each answers with lines of JSON. */
const verbs: Readonly<Record<string, (...args: string[]) => Promise<object[]>>> = {
  explain: (rule = '') => askRule(readConfig(schedulerConfig), rule),
  test: async (channel = '') => {
    const { SCHEDULE_FILE } = readConfig(z.object({ SCHEDULE_FILE: z.string() }));
    await tryChannel(SCHEDULE_FILE, channel);
    return [{ channel, told: true }];
  },
  silences: () => listSilences(readConfig(storeConfig)),
  silence: async (lasts = '', comment = '', ...matchers) => [
    await silence(readConfig(storeConfig), { matchers, for: lasts, comment, by: userInfo().username }),
  ],
  undelivered: () => listUndelivered(readConfig(storeConfig)),
  replay: (note = '', ...ids) => decided('replayed', note, ids),
  discard: (note = '', ...ids) => decided('discarded', note, ids),
  unsilence: async (id = '') => [await unsilence(readConfig(storeConfig), id)],
};

async function answer([verb = '', ...args]: readonly string[]): Promise<object[]> {
  const ask = verbs[verb];
  if (!ask) throw new PipelineError('CONFIG_INVALID', `${verb}: one of ${Object.keys(verbs).join(', ')}`);
  return ask(...args);
}

let code = 0;
try {
  for (const line of await answer(process.argv.slice(2))) process.stdout.write(`${JSON.stringify(line)}\n`);
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  code = error instanceof PipelineError && error.code === 'CONFIG_INVALID' ? 2 : 1;
}
process.exit(code);

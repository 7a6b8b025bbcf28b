import { join } from 'node:path';
import type { Command } from 'commander';
import { findPublicBodies } from '#claims';
import { isThere, streamEnvironment, withConnection } from './connect.ts';
import { launch } from './launch.ts';
import { wrong } from './output.ts';

interface Options {
  readonly config: string;
  readonly data: string;
}

const askCollector = (
  args: readonly string[],
  { config, data }: Options,
  env: Record<string, string> = {},
): Promise<void> =>
  launch('apps/collector/feed-main.js', args, { SITE_FILE: config, COLLECTOR_DIR: join(data, 'collector'), ...env });

/** Prints a public table as it came, from the store; resolves to whether there is one. Where no Coload runs nobody knows of any. */
async function showTable(hash: string, dataDir: string): Promise<boolean> {
  if (!isThere(dataDir)) return false;
  const [found, other] = await withConnection(dataDir, ({ store }) => findPublicBodies(store, hash));
  if (other) throw wrong(`${hash} means several tables: name one by its hash`);
  if (found) process.stdout.write(found.body);
  return found !== undefined;
}

/** Adds `coload feed`: what feeds have answered, as the collector has kept it. */
export function addFeedCommands(program: Command): void {
  const feed = program.command('feed').description('what market feeds have answered, as the collector has kept it');
  const add = (name: string, description: string): Command =>
    feed
      .command(name)
      .description(description)
      .option('--config <site.yaml>', 'the site file', 'site.yaml')
      .option('--data <dir>', 'data directory of the Coload whose collector it is', '.coload');
  add('list', 'print the bodies that are kept, the oldest first, and which batches their rows are in, as lines of JSON')
    .argument('[names...]', 'feeds, or beginnings of hashes')
    .action((names: string[], options: Options) => askCollector(['list', ...names], options));
  add('show', 'print a body, or a public table, as it came')
    .argument('<hash>', 'its hash, or the beginning of it')
    .action(async (hash: string, options: Options) => {
      if (!(await showTable(hash, options.data))) await askCollector(['show', hash], options);
    });
  add('replay', 'read bodies again with the parsers of today and print what they say')
    .argument('<names...>', 'feeds, or beginnings of hashes')
    .option('--write', 'send the rows: they replace what was read from these bodies, and nothing told since')
    .action((names: string[], { write, ...options }: Options & { write?: boolean }) =>
      write === true
        ? askCollector(['replay', ...names], options, streamEnvironment(options.data))
        : askCollector(['preview', ...names], options),
    );
}

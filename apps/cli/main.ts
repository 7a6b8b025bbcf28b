import { Command, InvalidArgumentError } from 'commander';
import { userInfo } from 'node:os';
import { deviceKinds } from '#contracts';
import { messageOf, PipelineError } from '#runtime';
import { addAlertCommands } from './alert.ts';
import { balance } from './balance.ts';
import { check } from './check.ts';
import { scorecard } from './claims.ts';
import { discardDead, listDead, replayDead, showDead } from './dead.ts';
import { explainValue } from './explain.ts';
import { addFeedCommands } from './feed.ts';
import { type ImportOptions, importTable } from './import.ts';
import { type DifficultyOptions, importDifficulty } from './import-difficulty.ts';
import { launch } from './launch.ts';
import { read } from './read.ts';
import { reconcile } from './reconcile.ts';
import { addRegisterCommands } from './register.ts';
import { previewReport } from './report.ts';
import { restatements } from './restatements.ts';
import { peerTable } from './table.ts';
import { adoptStream } from './stream.ts';

const integer = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('a whole number is needed');
  return value;
};
const definedOnly = (values: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined));

const program = new Command('coload')
  .description('Measures what a compute site does with its energy.')
  .version('0.1.0')
  .showHelpAfterError();

program
  .command('demo')
  .description('simulate a hybrid site, backfill 35 days, then measure it live')
  .option('--seconds <n>', 'end after n live seconds with a summary', integer)
  .option('--json', 'print the summary as one line of JSON')
  .option('--devices <n>', 'devices of the site', integer, 240)
  .option('--sites <n>', 'number of sites', integer, 1)
  .option('--days <n>', 'days to backfill', integer, 35)
  .option('--seed <n>', 'seed of the simulated site', integer, 1)
  .option('--port <n>', 'port of the API', integer, 8080)
  .option('--data <dir>', 'data directory, emptied first', '.coload/demo')
  .option('--get <path...>', 'end the summary with what the API answers to these paths, such as /v1/claims')
  .action(async (options: Record<string, string | number | boolean | string[] | undefined>) => {
    const args = Object.entries(options).flatMap(([key, value]) =>
      value === true ? [`--${key}`] : [value].flat().flatMap((one) => [`--${key}`, String(one)]),
    );
    await launch('apps/standalone/demo.js', args, {});
  });

program
  .command('start')
  .description('run all stages on this machine')
  .requiredOption('--config <site.yaml>', 'the site file')
  .option('--data <dir>', 'data directory (default .coload)')
  .option('--port <n>', 'port of the API on loopback (default 8080)')
  .option('--schedule <schedule.yaml>', 'issue reports as this file says')
  .action(async (options: { config: string; data?: string; port?: string; schedule?: string }) => {
    await launch(
      'apps/standalone/main.js',
      [],
      definedOnly({
        SITE_FILE: options.config,
        DATA_DIR: options.data,
        API_PORT: options.port,
        SCHEDULE_FILE: options.schedule,
      }),
    );
  });

for (const stage of ['collector', 'processor', 'api', 'scheduler'] as const) {
  program
    .command(stage)
    .description(`run the ${stage} alone; its settings are environment variables (docs/configuration.md)`)
    .option('--config <site.yaml>', 'the site file')
    .action(async (options: { config?: string }) => {
      await launch(`apps/${stage}/main.js`, [], definedOnly({ SITE_FILE: options.config }));
    });
}

program
  .command('simulator')
  .description('run a simulated site that speaks the real device protocols on loopback')
  .allowUnknownOption()
  .argument('[options...]', 'passed to the simulator; see `coload simulator --help`')
  .helpOption(false)
  .action(async (_: string[], __: unknown, command: Command) => {
    await launch('apps/simulator/main.js', command.args, {});
  });

program
  .command('engine')
  .description('run the embedded store alone')
  .action(async () => {
    await launch('libs/store/engine/main.js', [], {});
  });

program
  .command('check')
  .description('check a site file; exit 2 with every fault')
  .argument('<site.yaml>')
  .option('--json', 'print what the file declares as JSON')
  .action((file: string, options: { json?: boolean }) => check(file, options.json === true));

program
  .command('read')
  .description('ask one device through its driver and print what it says')
  .argument('[device]', 'device id in the site file')
  .option('--config <site.yaml>', 'the site file', 'site.yaml')
  .option('--kind <kind>', `without a site file: ${Object.keys(deviceKinds).join(', ')}`)
  .option('--address <host:port>', 'without a site file: where it answers')
  .option('--username <name>', 'login')
  .option('--password-env <variable>', 'environment variable that holds the password')
  .option('--unit <n>', 'Modbus unit id', integer)
  .option('--base <n>', 'SunSpec base register', integer)
  .option('--gpus <n>', 'boards of a GPU host', integer)
  .option('--timeout <ms>', 'give up after', integer)
  .option('--json', 'one line of JSON per unit')
  .action(read);

/** A command that is run beside a Coload that runs. */
const beside = (command: Command): Command =>
  command
    .option(
      '--data <dir>',
      'data directory of the running Coload; CLICKHOUSE_URL in the environment goes before',
      '.coload',
    )
    .option('--json', 'print JSON lines');

beside(program.command('claims'))
  .description('hold the claims of the thesis against what a site has measured, a line each')
  .argument('[ids...]', 'ids of claims, such as S2.2; all without them')
  .option('--from <date>', 'start: a date in the zone of the site, or an instant; 400 days before the end unless given')
  .option('--to <date>', 'end, exclusive; now unless given')
  .option('--site <site>', 'needed where there are several')
  .option('--as-of <instant>', 'by what was published by then; by what is known now unless given')
  .action(scorecard);

beside(program.command('import'))
  .description('import a public table that claims are held against; the last one of a kind is in force')
  .argument(
    '<dataset>',
    'epoch-models, epoch-chips, epoch-ownership, vendor-revenue, cbeci or iso-curtailment; or difficulty',
  )
  .argument('<file>', 'CSV whose columns are found by their titles; for difficulty targets as in Electrum, .json')
  .option('--height <height>', 'difficulty: a block whose time is known, best the first of 2016')
  .option('--time <instant>', 'difficulty: the time in its header, such as 2024-04-20T00:09:27Z')
  .option('--from <date>', 'difficulty: leave out what ended before')
  .option('--site <site>', 'difficulty: needed where there are several')
  .option('--author <name>', 'difficulty: who tells it; kept with it', userInfo().username)
  .action((dataset: string, file: string, options: ImportOptions & DifficultyOptions) =>
    dataset === 'difficulty' ? importDifficulty(file, options) : importTable(dataset, file, options),
  );

beside(program.command('explain'))
  .description('print what a value is made of: devices, readings, prices, stretches of the log')
  .argument('<metric>', 'id of a metric, see docs/metrics.md')
  .requiredOption('--from <date>', 'start: a date in the zone of the site, or an instant')
  .option('--to <date>', 'end, exclusive; now unless given')
  .option('--site <site>', 'needed where there are several')
  .option('--hall <hall>', 'only this hall')
  .option('--model <model>', 'only this model')
  .option('--device <device>', 'only this device')
  .option('--by <dimension>', 'what the value must be known by, such as device')
  .option('--grain <grain>', 'of the parts: total, 15m, hour, day, month', 'total')
  .option('--as-of <instant>', 'by what was published by then; by what is known now unless given')
  .action(explainValue);

beside(program.command('restatements'))
  .description('print published values that have changed: what they were, what they are, since when and why')
  .argument('<metrics...>', 'ids of metrics, see docs/metrics.md')
  .option('--grain <grain>', 'hour, day or month', 'day')
  .option('--from <date>', 'windows from a date in the zone of the site, or an instant, on; 62 days before the end')
  .option('--to <date>', 'end, exclusive; now unless given')
  .option('--since <instant>', 'only what was published after it')
  .option('--site <site>', 'needed where there are several')
  .option('--limit <n>', 'windows that are looked at, what was published last first', integer, 50)
  .action(restatements);

beside(program.command('balance'))
  .description('print what came in against what the parts count, and which meter or device to doubt')
  .option('--grain <grain>', 'hour, day, month or total', 'day')
  .option('--from <date>', 'start: a date in the zone of the site, or an instant; 7 days before the end unless given')
  .option('--to <date>', 'end, exclusive; now unless given')
  .option('--site <site>', 'needed where there are several')
  .action(balance);

addAlertCommands(program);
addRegisterCommands(program, beside);
addFeedCommands(program);

beside(program.command('report'))
  .description('print what a report says of a period; nothing is issued or delivered')
  .argument('<report>', 'daily_operations, monthly_investor, thesis_scorecard, data_quality, or one of --definitions')
  .option('--period <period>', 'a day or a month of site time, such as 2026-10; the last that has ended unless given')
  .option('--site <site>', 'this site only')
  .option('--definitions <reports.yaml>', 'a file with reports of your own')
  .option('--format <format>', 'table, json, html, pdf, xlsx or csv')
  .action(previewReport);

beside(program.command('table'))
  .description('print a table of a month beside the month before and that of the year before, with footnotes')
  .argument('<table>', 'monthly')
  .option('--month <month>', 'of site time, such as 2026-10; the last that has ended unless given')
  .option('--site <site>', 'this site only')
  .option('--metrics <ids>', 'ids of metrics, by commas, instead of the lines of the table')
  .option('--as-of <instant>', 'by what was published by then; by what is known now unless given')
  .option('--format <format>', 'table, json, csv, parquet, arrow or xlsx')
  .action(peerTable);

beside(program.command('reconcile'))
  .description('compare stream, readings, dead letters and rollups; exit 1 when they differ')
  .option('--topic <topic>', 'messages of this topic only')
  .option('--site <site>', 'rollups of this site only')
  .option('--from <day>', 'from this UTC day on, 2026-01-31')
  .option('--to <day>', 'up to and with this UTC day')
  .option('--repair', 'compute rollups anew that are not what the readings give')
  .option('--accept-loss', 'repair also while readings are lost: their rollups go with them')
  .option('--settle <s>', 'what differs in the rollups is looked at again after so long', integer, 15)
  .option('--no-rollups', 'leave the rollups out')
  .action(reconcile);

beside(program.command('stream').description('the log of what was measured').command('adopt'))
  .description('go on with a log that was lost or replaced, after STREAM_LOST; it is loaded from its beginning')
  .argument('[topics...]', 'without them, all whose log is not the one that was loaded')
  .requiredOption('--note <text>', 'what happened to the old one')
  .option('--force', 'also where the log seems to be the one that was loaded')
  .action(adoptStream);

const dead = program
  .command('dead')
  .description('rows and messages that could not be loaded: what they are and what becomes of them');
const deadCommand = (name: string, description: string): Command => beside(dead.command(name)).description(description);
const withFilter = (command: Command): Command =>
  command
    .option('--topic <topic>', 'only of this topic')
    .option('--site <site>', 'only of this site')
    .option('--reason <reason>', 'only with this reason');

withFilter(deadCommand('list', 'list those on which nothing is decided yet'))
  .option('--resolved', 'also those that were replayed or discarded')
  .option('--limit <n>', 'at most so many', integer, 50)
  .action(listDead);
deadCommand('show', 'print all that is known of one').argument('<id>').action(showDead);
withFilter(deadCommand('replay', 'send them through the stream again; what would still be refused is not sent'))
  .argument('[ids...]')
  .option('--all', 'everything on which nothing is decided yet')
  .option('--note <text>', 'why')
  .action(replayDead);
withFilter(deadCommand('discard', 'note that they are not wanted'))
  .argument('[ids...]')
  .option('--all', 'everything on which nothing is decided yet')
  .option('--note <text>', 'why')
  .action(discardDead);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = error instanceof PipelineError && error.code === 'CONFIG_INVALID' ? 2 : 1;
}

import type { Command } from 'commander';
import { storeEnvironment } from './connect.ts';
import { launch } from './launch.ts';
import { wrong } from './output.ts';
import { checkRules } from './rules.ts';

const scheduleOption = ['--schedule <schedule.yaml>', 'where rules and channels are declared'] as const;
const dataOption = ['--data <dir>', 'data directory of the running Coload', '.coload'] as const;

interface Data {
  readonly data: string;
}

const askScheduler = (args: readonly string[], data: string, env: Record<string, string> = {}): Promise<void> =>
  launch('apps/scheduler/ask-main.js', args, { ...env, ...storeEnvironment(data) });

/** Adds `coload alert` and `coload rules`. */
export function addAlertCommands(program: Command): void {
  const alert = program
    .command('alert')
    .description('alerts: why a rule fires or not, what keeps quiet, and what did not arrive');
  addQuestions(alert);
  addSilences(alert);
  addUndelivered(alert);
  program
    .command('rules')
    .description('rules of alerts')
    .command('check')
    .description('check a file of rules and play its cases; exit 2 with every fault')
    .argument('<rules.yaml>')
    .option('--json', 'print what the file declares as JSON')
    .action(checkRules);
}

function addQuestions(alert: Command): void {
  alert
    .command('explain')
    .description('print what a rule says of each of its groups now, as lines of JSON')
    .argument('<rule>', 'id of a rule')
    .requiredOption(...scheduleOption)
    .option(...dataOption)
    .action((rule: string, { schedule, data }: Data & { schedule: string }) =>
      askScheduler(['explain', rule], data, { SCHEDULE_FILE: schedule }),
    );
  alert
    .command('test')
    .description('send a message that says that it is a test')
    .argument('<channel>', 'id of a channel')
    .requiredOption(...scheduleOption)
    .action((channel: string, { schedule }: { schedule: string }) =>
      launch('apps/scheduler/ask-main.js', ['test', channel], { SCHEDULE_FILE: schedule }),
    );
}

function addSilences(alert: Command): void {
  alert
    .command('silence')
    .description('keep matching alerts quiet for a while; they are told of afterwards if they still fire')
    .argument('<matchers...>', 'labels that an alert must have, such as hall=shed or device=~gpu-.*')
    .requiredOption('--for <duration>', 'for how long, 30m, 2h or 3d; at most 7d')
    .requiredOption('--comment <text>', 'why')
    .option(...dataOption)
    .action((matchers: string[], options: Data & { for: string; comment: string }) =>
      askScheduler(['silence', options.for, options.comment, ...matchers], options.data),
    );
  alert
    .command('silences')
    .description('print the silences that are in force, as lines of JSON')
    .option(...dataOption)
    .action(({ data }: Data) => askScheduler(['silences'], data));
  alert
    .command('unsilence')
    .description('end a silence now')
    .argument('<id>')
    .option(...dataOption)
    .action((id: string, { data }: Data) => askScheduler(['unsilence', id], data));
}

/** A bare `coload alert undelivered discard` must not decide on everything. */
function assertChosen(ids: readonly string[], all: boolean | undefined): void {
  if (ids.length > 0 === (all === true)) throw wrong('say which: give ids of coload alert undelivered list, or --all');
}

function addUndelivered(alert: Command): void {
  const undelivered = alert
    .command('undelivered')
    .description('notifications that a channel could not be handed: after seven days they are not tried any more');
  undelivered
    .command('list')
    .description('print them, the oldest first, as lines of JSON')
    .option(...dataOption)
    .action(({ data }: Data) => askScheduler(['undelivered'], data));
  undelivered
    .command('replay')
    .description('have them offered again; a receiver that has one already knows it by its key')
    .argument('[ids...]')
    .option('--all', 'all that are undelivered')
    .option('--note <text>', 'why', '')
    .option(...dataOption)
    .action((ids: string[], { all, note, data }: Data & { all?: boolean; note: string }) => {
      assertChosen(ids, all);
      return askScheduler(['replay', note, ...ids], data);
    });
  undelivered
    .command('discard')
    .description('note that they are not wanted any more')
    .argument('[ids...]')
    .option('--all', 'all that are undelivered')
    .requiredOption('--note <text>', 'why')
    .option(...dataOption)
    .action((ids: string[], { all, note, data }: Data & { all?: boolean; note: string }) => {
      assertChosen(ids, all);
      return askScheduler(['discard', note, ...ids], data);
    });
}

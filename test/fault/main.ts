import { z } from 'zod';
import { messageOf, readConfig } from '#runtime';
import { whyNoKafka } from '../support/kafka.ts';
import { killChildren } from './child.ts';
import { type Options, readOptions } from './options.ts';
import { play, type Played } from './play.ts';
import { jsonOf, tableOf } from './report.ts';
import type { Scenario, StreamKind } from './scenario.ts';
import { scenarios } from './scenarios/index.ts';

/** How many scenarios of the short form are played beside one another. */
const shortAtOnce = 2;

const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** What is to be played: with a break only what must notice it; in the short form each scenario only where it says so, unless it is asked for. */
function chosen(options: Options): { scenario: Scenario; stream: StreamKind }[] {
  const { only, broken, isLong } = options;
  const unknown = only.filter((name) => !scenarios.some((scenario) => scenario.name === name));
  if (unknown.length > 0) {
    const known = scenarios.map(({ name, about }) => `  ${name}: ${about}`).join('\n');
    throw new Error(`There is no scenario ${unknown.join(', ')}. There are:\n${known}`);
  }
  return scenarios
    .filter(({ name, notices }) => {
      if (only.length > 0) return only.includes(name);
      return broken === undefined || notices === broken;
    })
    .flatMap((scenario) => {
      const streams = isLong || only.length > 0 || broken !== undefined ? scenario.streams : scenario.short;
      return streams.filter((stream) => options.streams.includes(stream)).map((stream) => ({ scenario, stream }));
    });
}

/** Where there is no Kafka its scenarios are left out, and that is said; with CI=true it is a failure. */
async function withoutKafka(
  all: ReturnType<typeof chosen>,
): Promise<{ all: ReturnType<typeof chosen>; isMissing: boolean }> {
  const reason = all.some(({ stream }) => stream === 'kafka') ? await whyNoKafka() : null;
  if (reason === null) return { all, isMissing: false };
  say(`Scenarios on Kafka are skipped: ${reason}.`);
  const { CI } = readConfig(z.object({ CI: z.string().default('') }));
  return { all: all.filter(({ stream }) => stream !== 'kafka'), isMissing: CI === 'true' };
}

/** How one ended, or undefined where it cannot be played. */
async function playOne(scenario: Scenario, stream: StreamKind, options: Options): Promise<Played | undefined> {
  const missing = (await scenario.needs?.()) ?? null;
  if (missing !== null) {
    say(`${scenario.name} on ${stream} is skipped: ${missing}.`);
    return undefined;
  }
  say(`${scenario.name} on ${stream}: ${scenario.about}`);
  const one = await play(scenario, stream, options);
  say(`${scenario.name} on ${stream}: ${one.passed ? 'passed' : 'FAILED'} in ${Math.round(one.seconds)} s`);
  for (const reason of one.reasons.slice(0, 10)) say(`  ${reason}`);
  return one;
}

async function run(options: Options): Promise<boolean> {
  const { all, isMissing } = await withoutKafka(chosen(options));
  say(`seed ${options.seed}`);
  const outcomes: (Played | undefined)[] = all.map(() => undefined);
  const waiting = all.entries();
  const playOn = async (): Promise<void> => {
    for (const [index, { scenario, stream }] of waiting) outcomes[index] = await playOne(scenario, stream, options);
  };
  // They wait for their processes more than they work.
  await Promise.all(Array.from({ length: options.isLong ? 1 : shortAtOnce }, playOn));
  const played = outcomes.filter((outcome) => outcome !== undefined);
  const passed = !isMissing && played.length > 0 && played.every((one) => one.passed);
  process.stdout.write(options.isJson ? `${jsonOf(played, passed)}\n` : tableOf(played));
  return passed;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    killChildren();
    process.exit(130);
  });
}

let code = 1;
try {
  code = (await run(readOptions(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  say(messageOf(error));
}
process.exit(code);

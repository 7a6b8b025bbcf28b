import { type Break, breaks, type StreamKind, streamKinds } from './scenario.ts';

/** What the command line asks for. */
export interface Options {
  readonly isJson: boolean;
  readonly isLong: boolean;
  readonly seed: number;
  readonly streams: readonly StreamKind[];
  /** Names of scenarios; all when empty. */
  readonly only: readonly string[];
  readonly broken: Break | undefined;
}

export const usage = `npm run fault -- [--long] [--json] [--seed N] [--stream ${streamKinds.join('|')}] [--only NAME,NAME] [--break ${breaks.join('|')}]`;

const defaultSeed = 20_260_117;

function oneOf<Name extends string>(names: readonly Name[], flag: string, value: string | undefined): Name {
  const found = names.find((name) => name === value);
  if (found === undefined) throw new Error(`${flag} takes ${names.join(' or ')}.\n${usage}`);
  return found;
}

/** Reads the arguments; throws what is wrong with them. */
export function readOptions(args: readonly string[]): Options {
  const rest = [...args];
  const only: string[] = [];
  let options: Options = {
    isJson: false,
    isLong: false,
    seed: defaultSeed,
    streams: streamKinds,
    only,
    broken: undefined,
  };
  for (let flag = rest.shift(); flag !== undefined; flag = rest.shift()) {
    if (flag === '--json') options = { ...options, isJson: true };
    else if (flag === '--long') options = { ...options, isLong: true };
    else if (flag === '--stream') options = { ...options, streams: [oneOf(streamKinds, flag, rest.shift())] };
    else if (flag === '--break') options = { ...options, broken: oneOf(breaks, flag, rest.shift()) };
    else if (flag === '--only') only.push(...(rest.shift() ?? '').split(',').filter((name) => name !== ''));
    else if (flag === '--seed') options = { ...options, seed: wholeNumber(rest.shift()) };
    else throw new Error(`${flag} is unknown.\n${usage}`);
  }
  return options;
}

function wholeNumber(text: string | undefined): number {
  if (text === undefined || !/^\d+$/.test(text)) throw new Error(`--seed takes a whole number.\n${usage}`);
  return Number(text);
}

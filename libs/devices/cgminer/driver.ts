import { connect } from 'node:net';
import { messageOf, type PipelineError } from '#runtime';
import type { DeviceTarget, Driver } from '../device.ts';
import { isRecord } from '../draft.ts';
import { deviceError, failureOf } from '../errors.ts';
import { maxAnswerBytes, utf8 } from '../text.ts';
import { normalise } from './normalise.ts';
import type { CgminerRaw, Command } from './raw.ts';
import { type ParsedReply, parseReply, type Reply } from './repair.ts';
import { ReplyEnd } from './reply.ts';

type Draft = { -readonly [command in Command]?: Reply } & {
  refused: Partial<Record<Command, string>>;
  failed: Partial<Record<Command, string>>;
};

/** Sends one command on a connection of its own, as every firmware accepts, and returns the bytes of its reply. */
function exchange(target: DeviceTarget, command: Command, signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = connect({ host: target.host.replace(/^\[|\]$/g, ''), port: target.port });
    const end = new ReplyEnd();
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (error?: unknown): void => {
      signal.removeEventListener('abort', stop);
      socket.destroy();
      if (error === undefined) resolve(Buffer.concat(chunks));
      else reject(error);
    };
    const stop = (): void => finish(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    socket.on('connect', () => socket.write(JSON.stringify({ command })));
    socket.on('data', (chunk: Buffer) => {
      const length = end.find(chunk);
      chunks.push(length === null ? chunk : chunk.subarray(0, length));
      size += chunk.length;
      if (length !== null) finish();
      else if (size > maxAnswerBytes)
        finish(deviceError('DEVICE_ANSWER', target, `the reply to ${command} is larger than ${maxAnswerBytes} bytes`));
    });
    socket.on('error', finish);
    socket.on('close', () =>
      finish(
        size > 0
          ? undefined
          : deviceError('DEVICE_UNREACHABLE', target, `the connection was closed without a reply to ${command}`),
      ),
    );
  });
}

/** The firmware's words when it does not know or allow a command. */
function refusalOf(reply: Reply): string | undefined {
  const status: unknown = Array.isArray(reply.STATUS) ? (reply.STATUS as unknown[])[0] : reply;
  if (!isRecord(status) || (status.STATUS !== 'E' && status.STATUS !== 'F')) return undefined;
  return typeof status.Msg === 'string' ? status.Msg : 'refused';
}

async function askOne(target: DeviceTarget, command: Command, signal: AbortSignal): Promise<ParsedReply> {
  const text = utf8(await exchange(target, command, signal));
  if (text === null) throw deviceError('DEVICE_ANSWER', target, `the reply to ${command} is not UTF-8`);
  try {
    return parseReply(text);
  } catch (error) {
    throw deviceError('DEVICE_ANSWER', target, `the reply to ${command} cannot be read: ${messageOf(error)}`, error);
  }
}

/** The list that each reply holds. */
const lists: Readonly<Record<Command, string>> = {
  summary: 'SUMMARY',
  stats: 'STATS',
  pools: 'POOLS',
  version: 'VERSION',
  devs: 'DEVS',
  power: 'POWER',
};

/** Keeps the reply, or the firmware's refusal of it. */
function keep(draft: Draft, target: DeviceTarget, command: Command, { reply, isCut }: ParsedReply): void {
  const refusal = refusalOf(reply);
  if (refusal !== undefined) draft.refused[command] = refusal;
  else if (Array.isArray(reply[lists[command]])) draft[command] = reply;
  else if (isCut)
    throw deviceError('DEVICE_UNREACHABLE', target, `the connection was closed in the reply to ${command}`);
  else throw deviceError('DEVICE_ANSWER', target, `the reply to ${command} has no ${lists[command]}`);
  if (isCut) draft.failed[command] = 'the reply ends early; what follows is missing';
}

/** A reply that fails loses its fields alone; a miner that hangs, or cannot be reached at all, is not asked any further. */
async function collect(
  draft: Draft,
  target: DeviceTarget,
  command: Command,
  signal: AbortSignal,
): Promise<PipelineError | undefined> {
  try {
    keep(draft, target, command, await askOne(target, command, signal));
    return undefined;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const failure = failureOf(target, error);
    const isFirst = command === 'summary';
    if (failure.code === 'DEVICE_TIMEOUT' || (isFirst && failure.code === 'DEVICE_UNREACHABLE')) throw failure;
    draft.failed[command] = failure.message;
    return failure;
  }
}

function firstOf(reply: Reply | undefined, list: string): Reply {
  const items = reply?.[list];
  const first: unknown = Array.isArray(items) ? (items as unknown[])[0] : undefined;
  return isRecord(first) ? first : {};
}

/** Boards, rates or totals that the summary and the stats of this firmware lack may be in `devs`; LuxOS has its power in a command of its own. */
function furtherCommands(draft: Draft): Command[] {
  const summary = firstOf(draft.summary, 'SUMMARY');
  const stats = JSON.stringify(draft.stats ?? '');
  const hasRate = Object.keys(summary).some((key) => /^[KMGT]HS (5s|1m|5m)$/.test(key));
  const needsDevs = !hasRate || !('Total MH' in summary) || !stats.includes('"chain_acn');
  const isLuxos = JSON.stringify(draft.version ?? '').includes('LUXminer');
  return [...(needsDevs ? ['devs' as const] : []), ...(isLuxos ? ['power' as const] : [])];
}

async function ask(target: DeviceTarget, signal: AbortSignal): Promise<CgminerRaw> {
  const draft: Draft = { refused: {}, failed: {} };
  const failures: (PipelineError | undefined)[] = [];
  for (const command of ['summary', 'stats', 'pools', 'version'] as const) {
    failures.push(await collect(draft, target, command, signal));
  }
  if (!draft.summary && !draft.stats) {
    const refused = draft.refused.summary;
    throw (
      failures[0] ??
      failures[1] ??
      deviceError('DEVICE_ANSWER', target, `summary is refused: ${refused ?? 'no reason given'}`)
    );
  }
  for (const command of furtherCommands(draft)) await collect(draft, target, command, signal);
  return draft;
}

/** Miners that speak the cgminer API on TCP: stock Antminer, LuxOS, Whatsminer's compatible part, other forks. */
export const cgminer: Driver<CgminerRaw> = { kind: 'cgminer', ask, normalise };

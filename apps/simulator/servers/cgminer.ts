import { createServer, type Socket } from 'node:net';
import { type CgminerAnswer, statusOf } from '../answers/cgminer.ts';
import { deliver, type FaultSource } from './faults.ts';
import { type Address, listen, type Listener } from './listener.ts';

type Reply = Readonly<Record<string, unknown>>;

export interface CgminerServerOptions extends Address {
  /** What the miner prints now; null resets the connection. */
  readonly answer: () => CgminerAnswer | null;
  readonly fault?: FaultSource;
}

const maxRequestBytes = 4096;

/** The cgminer API of stock Antminer firmware: one command a connection, the reply ends with NUL, several commands at once are refused. */
export function startCgminerServer(options: CgminerServerOptions): Promise<Listener> {
  return listen(
    createServer((socket) => serve(socket, options)),
    options,
  );
}

function serve(socket: Socket, { answer, fault }: CgminerServerOptions): void {
  const present = fault?.() ?? null;
  if (present?.kind === 'reset') return void socket.resetAndDestroy();
  let request = '';
  let isAnswered = false;
  socket.setTimeout(30_000, () => socket.destroy());
  socket.on('data', (chunk) => {
    if (isAnswered || present?.kind === 'hang') return;
    request += chunk.toString('latin1');
    const command = commandOf(request);
    if (command === null && request.length < maxRequestBytes) return;
    isAnswered = true;
    const raw = answer();
    if (!raw) {
      socket.resetAndDestroy();
      return;
    }
    const reply = replyTo(command ?? '', present?.kind === 'absurd' ? absurd(raw) : raw);
    const bytes = Buffer.from(`${JSON.stringify(reply)}\0`);
    deliver({ out: socket, bytes, fault: present, end: () => socket.end(), destroy: () => socket.destroy() });
  });
}

/** The command of a complete request, as JSON or as a bare word; null while it is incomplete. */
function commandOf(request: string): string | null {
  const text = request.replaceAll('\0', '').trim();
  if (text === '') return null;
  if (!text.startsWith('{')) return /^[a-z+]+\|?$/.test(text) ? text.replace('|', '') : '';
  try {
    const { command } = JSON.parse(text) as { command?: unknown };
    return typeof command === 'string' ? command : '';
  } catch {
    return null;
  }
}

const commands = ['version', 'summary', 'stats', 'pools'] as const;

function replyTo(command: string, raw: CgminerAnswer): Reply {
  const known = commands.find((name) => name === command);
  if (known) return raw[known];
  if (command === 'devs') return devsOf(raw);
  return { STATUS: statusOf(14, 'Invalid command', whenOf(raw), 'E'), id: 1 };
}

const summaryOf = (raw: CgminerAnswer): Reply => (raw.summary.SUMMARY as readonly Reply[])[0] ?? {};
const whenOf = (raw: CgminerAnswer): number => (raw.summary.STATUS as readonly { When: number }[])[0]?.When ?? 0;

/** One device for all boards, without rates, as this firmware has it. */
function devsOf(raw: CgminerAnswer): Reply {
  const summary = summaryOf(raw);
  const device = {
    ASC: 0,
    Name: 'BTM_SOC',
    ID: 0,
    Enabled: 'Y',
    Status: 'Alive',
    'MHS av': 0,
    'MHS 5s': 0,
    Accepted: summary.Accepted,
    Rejected: summary.Rejected,
    'Hardware Errors': 0,
    'Difficulty Accepted': summary['Difficulty Accepted'],
    'Difficulty Rejected': summary['Difficulty Rejected'],
    'Total MH': 0,
    'Device Elapsed': summary.Elapsed,
  };
  return { STATUS: statusOf(9, '1 ASC(s)', whenOf(raw)), DEVS: [device], id: 1 };
}

function absurd(raw: CgminerAnswer): CgminerAnswer {
  const summary = {
    ...summaryOf(raw),
    'GHS 5s': -1e9,
    'GHS av': 1e30,
    'Total MH': 'nan',
    'Difficulty Accepted': -5,
    Elapsed: -1,
  };
  const [versions, values] = raw.stats.STATS as readonly Reply[];
  const stats = { ...values, 'GHS 5s': 9e12, chain_power: '99999999 W', temp_chip1: '9999-0-0-0', Elapsed: -1 };
  return { ...raw, summary: { ...raw.summary, SUMMARY: [summary] }, stats: { ...raw.stats, STATS: [versions, stats] } };
}

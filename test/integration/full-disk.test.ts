import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { childEnvironment, projectPath } from '#runtime';
import { byDevice, decodeBatch, meterRows } from '../support/spooled.ts';

const node = [process.execPath, '--conditions', 'source', '--import', projectPath('test/support/typescript.mjs')];
const children = { collector: 'full-disk-child.ts', stream: 'full-disk-stream-child.ts' } as const;
const start = 1_760_000_000_000;
/** The largest file that the child may write, KiB. */
const roomKib = 2_048;

let directory = '';
let running: ChildProcess[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'coload-full-'));
  running = [];
});

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

interface Answer {
  readonly code?: string;
  readonly message?: string;
  readonly rows?: number;
  readonly offset?: string;
  readonly offsets?: readonly string[];
  readonly values?: readonly string[];
}

interface Child {
  readonly process: ChildProcess;
  ask(line: string): Promise<Answer>;
}

/** A process whose disk refuses what would make a file larger than `roomKib`, or takes everything. */
function startChild(name: keyof typeof children, isLimited: boolean): Child {
  const limit = isLimited ? `trap '' XFSZ; ulimit -f ${roomKib}; ` : '';
  const entry = projectPath('test/integration', children[name]);
  const child = spawn('bash', ['-c', `${limit}exec "$@"`, 'bash', ...node, entry, directory, String(start)], {
    env: childEnvironment({}),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  running.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    process: child,
    async ask(line) {
      child.stdin.write(`${line}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`The ${name} ended at ${line}.`);
      return JSON.parse(value) as Answer;
    },
  };
}

async function takeAll(collector: Child): Promise<Buffer[]> {
  const taken: Buffer[] = [];
  for (;;) {
    const { values = [] } = await collector.ask('take 1000');
    if (values.length === 0) return taken;
    taken.push(...values.map((value) => Buffer.from(value, 'base64')));
  }
}

test('a full disk fails each recording as a whole and ends nothing; with room again the next poll covers what was missed', async () => {
  const limited = startChild('collector', true);
  let second = 0;
  let answer: Answer = {};
  while (answer.code === undefined) answer = await limited.ask(`poll ${second++}`);
  expect(answer.code).toBe('SPOOL_UNAVAILABLE');
  expect(answer.message).toMatch(/COLLECTOR_DIR .* cannot be written \(\d+ bytes are free on its disk\): make room/);
  for (let i = 0; i < 5; i++) expect(await limited.ask(`poll ${second++}`)).toMatchObject({ code: answer.code });

  // The stream takes a part, which makes room in the same process.
  const { values = [] } = await limited.ask('take 20');
  expect(values).toHaveLength(20);
  expect(await limited.ask(`poll ${second++}`)).toMatchObject({ rows: 240 });
  while ((await limited.ask(`poll ${second++}`)).code === undefined);
  limited.process.kill('SIGKILL');
  await once(limited.process, 'exit');

  const after = startChild('collector', false);
  const last = second;
  expect(await after.ask(`poll ${last}`)).toMatchObject({ rows: 240 });
  const batches = [...values.map((value) => Buffer.from(value, 'base64')), ...(await takeAll(after))];
  const decoded = batches.map((value) => decodeBatch({ value }));
  expect(decoded.map(({ sequence }) => sequence)).toEqual(decoded.map((_, i) => i + 1));
  const own = byDevice(meterRows(batches.map((value) => ({ value }))));
  expect(own.size).toBe(240);
  for (const [device, rows] of own) {
    expect(rows[0]?.startedAt).toBe(start);
    expect(rows.at(-1)?.endedAt).toBe(start + last * 1_000);
    expect(rows.slice(1).map(({ startedAt }) => startedAt)).toEqual(rows.slice(0, -1).map(({ endedAt }) => endedAt));
    const rate = Number(device.slice('meter-'.length)) + 1;
    for (const { startedAt, endedAt, importJ } of rows) expect(importJ).toBe((rate * (endedAt - startedAt)) / 1_000);
  }
  expect([...own.values()].every((rows) => rows.some(({ startedAt, endedAt }) => endedAt - startedAt > 5_000))).toBe(
    true,
  );
}, 120_000);

test('a full disk fails each append to the embedded stream and ends nothing; what it has acknowledged is whole, and with room it goes on', async () => {
  const limited = startChild('stream', true);
  const acknowledged: string[] = [];
  let answer = await limited.ask('append');
  for (; answer.offset !== undefined; answer = await limited.ask('append')) acknowledged.push(answer.offset);
  expect(answer).toMatchObject({ code: 'STREAM_UNAVAILABLE', message: expect.stringContaining(directory) });
  for (let i = 0; i < 5; i++) expect(await limited.ask('append')).toMatchObject({ code: 'STREAM_UNAVAILABLE' });
  expect((await limited.ask('read')).offsets).toEqual(acknowledged);
  limited.process.kill('SIGKILL');
  await once(limited.process, 'exit');

  const after = startChild('stream', false);
  expect(await after.ask('append')).toEqual({ offset: String(acknowledged.length) });
  expect((await after.ask('read')).offsets).toEqual([...acknowledged, String(acknowledged.length)]);
}, 120_000);

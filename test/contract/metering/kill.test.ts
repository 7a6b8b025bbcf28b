import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import avro from 'avsc';
import { currentSchema, flag, type MeterBatch } from '#contracts';
import { projectPath, silentLogger } from '#runtime';
import { openEmbeddedStream } from '#stream/embedded';
import { seeded } from './devices.ts';

const child = projectPath('test/contract/metering/recorder-child.ts');
const execArgv = ['--conditions', 'source', '--import', projectPath('test/support/typescript.mjs')];
const start = 1_760_000_000_000;
const kills = 6;

/** Lets the recorder run from `first` until it has said `seconds` more, then ends it by `end`; answers the last second it said. */
async function runFrom(
  { directory, spoolBytes }: { readonly directory: string; readonly spoolBytes: string },
  first: number,
  seconds: number,
  end: (running: ChildProcess) => void,
): Promise<number> {
  const running = fork(child, [directory, String(first), String(start), spoolBytes], { execArgv });
  let last = first - 1;
  const gone = once(running, 'exit');
  const said = new Promise<void>((resolve) => {
    running.on('message', (second: number) => {
      last = second;
      if (second === first + seconds) resolve();
    });
  });
  await Promise.race([said, gone.then(() => Promise.reject(new Error('the recorder ended by itself')))]);
  end(running);
  await gone;
  return last;
}

async function batchesIn(directory: string): Promise<MeterBatch[]> {
  const type = avro.Type.forSchema(currentSchema('telemetry.meter').avro as avro.Schema);
  const stream = openEmbeddedStream({ directory: join(directory, 'stream'), logger: silentLogger });
  const messages = await stream.read('telemetry.meter', 0, 0n, { messages: 1e6, bytes: 1e9 });
  const batches = messages.map(({ value }) => type.fromBuffer(value.subarray(5)) as MeterBatch);
  await stream.stop();
  return batches;
}

test.each([
  ['that sends', ''],
  ['whose stream is away and whose spool is at its bound', '9000'],
])(
  'a collector %s, killed again and again, leaves a sequence without a gap, copies that are alike, and exact sums',
  async (_, spoolBytes) => {
    const directory = mkdtempSync(join(tmpdir(), 'coload-kill-'));
    const random = seeded(20_260_101);
    try {
      let next = 0;
      for (let kill = 0; kill < kills; kill++) {
        next =
          1 +
          (await runFrom({ directory, spoolBytes }, next, 3 + Math.floor(random() * 40), (running) =>
            running.kill('SIGKILL'),
          ));
      }
      // What was on disk but not said is polled once more, which is not later and counts nothing.
      const last = await runFrom({ directory, spoolBytes }, next, 5, (running) => running.send('end'));
      const batches = await batchesIn(directory);
      const bySequence = new Map(batches.map((batch) => [batch.sequence, batch]));
      for (const batch of batches) expect(batch).toEqual(bySequence.get(batch.sequence));
      const sequences = [...bySequence.keys()].sort((a, b) => a - b);
      expect(sequences).toEqual(sequences.map((_, i) => i + 1));
      expect(new Set(batches.map(({ incarnation }) => incarnation)).size).toBe(1);
      const hasMerged = batches.some(({ flags }) => flags.some((bits) => bits & flag.merged));
      expect(hasMerged).toBe(spoolBytes !== '');
      const sums = new Map<string, number>();
      const ends = new Map<string, number>();
      for (const sequence of sequences) {
        const batch = bySequence.get(sequence);
        for (const [i, device] of (batch?.device ?? []).entries()) {
          expect(batch?.started_at[i]).toBe(ends.get(device) ?? start);
          ends.set(device, batch?.ended_at[i] ?? 0);
          sums.set(device, (sums.get(device) ?? 0) + (batch?.import_j[i] ?? 0));
        }
      }
      const end = ((ends.get('m0') ?? 0) - start) / 1_000;
      expect(end).toBeGreaterThanOrEqual(last);
      expect(Object.fromEntries(sums)).toEqual(
        Object.fromEntries([0, 1, 2].map((i) => [`m${i}`, Math.round(end * (7.3 + i))])),
      );
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
);

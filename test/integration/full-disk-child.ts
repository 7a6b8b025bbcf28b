import { createInterface } from 'node:readline';
import { openRecorder, type PollSource } from '../../apps/collector/index.ts';
import { messageOf, PipelineError, silentLogger, systemClock } from '#runtime';
import { meterPoll } from '../support/spooled.ts';

/** For each line of stdin, does what it says and answers with a line: `poll SECOND`, `take BATCHES` or `stop`. */
const [directory = '', start = '0'] = process.argv.slice(2);
const source: PollSource = { site: 'site-1', deviceClass: 'meter', pollMs: 1_000 };
const devices = Array.from({ length: 240 }, (_, i) => `meter-${i}`);
const recorder = await openRecorder({ directory, collector: 'c1', clock: systemClock, logger: silentLogger });

async function poll(second: number): Promise<object> {
  const polls = devices.map((device, i) => meterPoll(device, Number(start) + second * 1_000, second * (i + 1)));
  return recorder.record([{ source, polls }]);
}

async function take(batches: number): Promise<object> {
  const entries = recorder.spool.oldest({ batches, bytes: 2 ** 30 });
  await recorder.spool.forget(entries);
  return { values: entries.map(({ batch }) => batch.value.toString('base64')) };
}

for await (const line of createInterface({ input: process.stdin })) {
  const [what, count] = line.split(' ');
  if (what === 'stop') break;
  const answer = (what === 'poll' ? poll(Number(count)) : take(Number(count))).catch((error: unknown) => ({
    code: error instanceof PipelineError ? error.code : 'UNKNOWN',
    message: messageOf(error),
  }));
  process.stdout.write(`${JSON.stringify(await answer)}\n`);
}
await recorder.stop();

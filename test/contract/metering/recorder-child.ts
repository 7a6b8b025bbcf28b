import { openRecorder, type PollSource, type Sender, startSender } from '../../../apps/collector/index.ts';
import { silentLogger, systemClock } from '#runtime';
import { openEmbeddedStream } from '#stream/embedded';

/**
 * Records polls of three meters, second by second from `first`, and sends them; says each second that is on disk. Ends when told to.
 * With a bound of the spool the stream is away until then.
 */
const [directory = '', first = '0', start = '0', spoolBytes] = process.argv.slice(2);
const meters = ['m0', 'm1', 'm2'];
const source: PollSource = { site: 'site-1', deviceClass: 'meter', pollMs: 1_000 };

const recorder = await openRecorder({
  directory: `${directory}/spool`,
  collector: 'c1',
  clock: systemClock,
  logger: silentLogger,
  ...(spoolBytes && { spoolBytes: Number(spoolBytes) }),
});
const stream = openEmbeddedStream({ directory: `${directory}/stream`, logger: silentLogger });
await stream.ensureTopics([{ topic: 'telemetry.meter', partitions: 1 }]);
const begin = (): Sender => startSender({ spool: recorder.spool, stream, clock: systemClock, logger: silentLogger });
let sender = spoolBytes ? undefined : begin();

const told = new AbortController();
process.on('message', () => told.abort());
for (let second = Number(first); !told.signal.aborted; second++) {
  const polls = meters.map((device, i) => ({
    device,
    at: Number(start) + second * 1_000,
    monotonicMs: second * 1_000,
    process: `run-${first}`,
    boot: { id: null, uptimeMs: null },
    counters: { import_j: { value: second * (7.3 + i) } },
    gauges: {},
  }));
  await recorder.record([{ source, polls }]);
  process.send?.(second);
  await new Promise(setImmediate);
}
sender ??= begin();
while (recorder.spool.bytes > 0 || recorder.heldReadings > 0) await systemClock.sleep(5);
await sender.stop();
await recorder.stop();
await stream.stop();
process.disconnect();

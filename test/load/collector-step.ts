import { join } from 'node:path';
import { z } from 'zod';
import { telemetryTopic } from '#contracts';
import { systemClock } from '#runtime';
import { cpuSeconds, peakMb } from './machine.ts';
import { value, type Value } from './notes.ts';
import { startBenchStack } from './stack.ts';

const pollS = 60;
const sites = 4;
const asked = z.object({
  devices: z.array(
    z.object({
      kind: z.string(),
      answeredAt: z.number().nullable(),
      nextPollAt: z.number().nullable(),
      failures: z.number(),
    }),
  ),
});

/**
 * One collector that polls simulated miners (and the boards, meters and cooling of their sites) over real sockets once a minute: its CPU time
 * and memory, and how late polls are answered. The simulator answers on the same cores.
 */
export async function measureCollector({ isShort }: { readonly isShort: boolean }): Promise<Value[]> {
  // Five in six devices of a simulated site are miners.
  const devicesPerSite = isShort ? 300 : 3_000;
  const measureMs = isShort ? 30_000 : 120_000;
  const clock = systemClock;
  const stack = await startBenchStack();
  try {
    const now = clock.now();
    const simulator = await stack.start('dist/apps/standalone/demo-site.js', {
      DEMO_SITES: String(sites),
      DEMO_DEVICES: String(devicesPerSite),
      DEMO_START: String(now - 60_000),
      DEMO_UNTIL: String(now),
      DEMO_LIVE_POLL_S: String(pollS),
      DEMO_DIR: stack.directory,
      COLLECTOR_DIR: join(stack.directory, 'unused'),
    });
    simulator.process.send({ type: 'live' });
    const files = Array.from({ length: sites }, (_, index) => join(stack.directory, `sim-${index + 1}.yaml`));
    const { pid, url } = await stack.start('dist/apps/collector/main.js', {
      SITE_FILE: files.join(','),
      COLLECTOR_DIR: join(stack.directory, 'collector'),
      POLL_SECONDS: String(isShort ? 10 : pollS),
    });
    const periodMs = (isShort ? 10 : pollS) * 1000;
    // The first round opens everything and has code compiled.
    await clock.sleep(periodMs + 2_000);
    const before = { cpu: cpuSeconds(pid), at: clock.monotonic() };
    let latestMs = 0;
    let failing = 0;
    let miners = 0;
    while (clock.monotonic() - before.at < measureMs) {
      await clock.sleep(2_000);
      const { devices } = asked.parse(await (await fetch(`${url}/devices`)).json());
      miners = devices.filter(({ kind }) => kind === 'cgminer').length;
      failing = Math.max(failing, devices.filter(({ failures }) => failures > 0).length);
      for (const { answeredAt, nextPollAt, failures } of devices)
        if (answeredAt !== null && nextPollAt !== null && failures === 0)
          latestMs = Math.max(latestMs, answeredAt - (nextPollAt - periodMs));
    }
    const seconds = (clock.monotonic() - before.at) / 1000;
    const bounds = await stack.stream.bounds(telemetryTopic('asic'));
    return [
      value('collector.miners', miners, 'devices'),
      value('collector.cores', (cpuSeconds(pid) - before.cpu) / seconds, 'cores'),
      value('collector.memory', peakMb(pid), 'MB'),
      value('collector.latest', latestMs, 'ms after its time'),
      value('collector.failing', failing, 'devices at worst'),
      value('collector.batches', Number(bounds.reduce((sum, { first, next }) => sum + next - first, 0n)), 'messages'),
    ];
  } finally {
    await stack.stop();
  }
}

import { readFileSync } from 'node:fs';
import { systemClock } from '#runtime';
import { startLoad } from '../load.ts';
import { startProxy, type Treatment } from '../proxy.ts';
import type { Scenario } from '../scenario.ts';
import { settled } from '../settled.ts';
import { started } from '../stage.ts';
import { judge } from '../verdict.ts';
import { until } from '../wait.ts';

/** Inserts happen and nobody hears of it, or do not happen and nobody knows. */
export const lostResponse: Scenario = {
  name: 'lost-response',
  about: 'the connection is cut after the insert succeeded, or before it was sent',
  streams: ['embedded', 'kafka'],
  short: ['embedded'],
  kills: { short: 0, long: 0 },
  run: async (stage) => {
    const { random } = stage;
    let cut = 0;
    const wanted = stage.isLong ? 60 : 12;
    const treat = (): Treatment => {
      const fate = random.uniform();
      if (fate < 0.6 || cut >= wanted) return { kind: 'pass' };
      cut += 1;
      return { kind: fate < 0.85 ? 'unanswered' : 'unsent' };
    };
    const proxy = await startProxy(stage.environment['CLICKHOUSE_URL'] ?? '', treat);
    stage.onEnd(() => proxy.stop());
    const load = startLoad(stage);
    await started(() => stage.start('processor', { CLICKHOUSE_URL: proxy.url }));
    await until('connections to be cut', async () => cut >= wanted, 180_000);
    stage.say(`${cut} of ${proxy.inserts} inserts were cut off`);
    const sent = await load.stop();
    await settled(stage);
    return judge(stage, sent);
  },
};

const mostMemoryKib = 700 * 1024;

/** The greatest that a process was, KiB. */
function peakMemory(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}

/** The store takes much longer for each insert than it takes to send what is in it. */
export const slowStore: Scenario = {
  name: 'slow-store',
  about: 'every insert takes seconds: back-pressure, and the memory of the processor stays bounded',
  streams: ['embedded'],
  short: [],
  kills: { short: 0, long: 0 },
  run: async (stage) => {
    let isSlow = true;
    const treat = (): Treatment => (isSlow ? { kind: 'late', ms: 2_000 } : { kind: 'pass' });
    const proxy = await startProxy(stage.environment['CLICKHOUSE_URL'] ?? '', treat);
    stage.onEnd(() => proxy.stop());
    const processor = await started(() => stage.start('processor', { CLICKHOUSE_URL: proxy.url }));
    const load = startLoad(stage, { pauseMs: 2 });
    await systemClock.sleep(stage.isLong ? 60_000 : 20_000);
    isSlow = false;
    const sent = await load.stop();
    await settled(stage);
    const peakKib = peakMemory(processor.pid);
    stage.say(`the processor took ${Math.round(peakKib / 1024)} MiB at most`);
    const faults = peakKib > mostMemoryKib ? [`the processor took ${peakKib} KiB`] : [];
    return judge(stage, { ...sent, faults });
  },
};

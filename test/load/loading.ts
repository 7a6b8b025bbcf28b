import { systemClock } from '#runtime';
import type { StreamRecord } from '#stream';
import type { Dataset } from './dataset.ts';
import { cpuSeconds, peakMb } from './machine.ts';
import { type BenchStack, engineCpu, merged, type StackOptions, startBenchStack } from './stack.ts';

/** What it took to get rows from the stream into the store. */
export interface Loaded {
  readonly rows: number;
  readonly rowsPerSecond: number;
  /** CPU seconds of the loader and of the engine, merges included, per million rows. */
  readonly loaderCpu: number;
  readonly engineCpu: number;
  readonly loaderPeakMb: number;
  readonly enginePeakMb: number;
}

/** CPU seconds of both together, per million rows. */
export const cpuOf = ({ loaderCpu, engineCpu }: Loaded): number => loaderCpu + engineCpu;

export interface LoadOptions extends StackOptions {
  readonly withRollups: boolean;
  readonly blockRows?: number;
}

/** A loader that has been started: its process, and what resolves once everything is stored and committed. */
interface Running {
  readonly pid: number;
  readonly done: Promise<unknown>;
}

const recordsAtOnce = 500;

/** Appends in the order of the dataset: all topics advance alike, as they would have with time. */
export async function appendAll(stack: BenchStack, { messages }: Pick<Dataset, 'messages'>): Promise<void> {
  for (let from = 0; from < messages.length; from += recordsAtOnce) {
    const byTopic = new Map<string, StreamRecord[]>();
    for (const { topic, record } of messages.slice(from, from + recordsAtOnce)) {
      const of = byTopic.get(topic);
      if (of) of.push(record);
      else byTopic.set(topic, [record]);
    }
    for (const [topic, records] of byTopic) await stack.stream.append(topic, records);
  }
}

/** Times a loader from when it is ready until it is done, and takes its CPU time and memory from the kernel. */
export async function timed(stack: BenchStack, rows: number, start: () => Promise<Running>): Promise<Loaded> {
  const engineBefore = engineCpu(stack);
  const { pid, done } = await start();
  const loaderBefore = cpuSeconds(pid);
  const began = systemClock.monotonic();
  await done;
  const seconds = (systemClock.monotonic() - began) / 1000;
  const loader = cpuSeconds(pid) - loaderBefore;
  const loaderPeakMb = peakMb(pid);
  await merged(stack);
  const perMillion = (cpu: number): number => (cpu * 1e6) / rows;
  return {
    rows,
    rowsPerSecond: rows / seconds,
    loaderCpu: perMillion(loader),
    engineCpu: perMillion(engineCpu(stack) - engineBefore),
    loaderPeakMb,
    enginePeakMb: peakMb(stack.engine.pid ?? 0),
  };
}

/** Resolves when the processor has committed everything, which it does after the rollups. */
async function untilCommitted(url: string): Promise<void> {
  for (;;) {
    const text = await (await fetch(`${url}/metrics`)).text();
    const lags = [...text.matchAll(/^processor_lag_messages\{[^}]*\} (\d+)$/gm)].map((match) => Number(match[1]));
    if (lags.length > 0 && lags.every((lag) => lag === 0)) return;
    await systemClock.sleep(50);
  }
}

/** Loads the dataset with Coload's processor into a stack of its own; `then` sees the stack as it was left. */
export async function loadWithCoload<Seen = undefined>(
  dataset: Dataset,
  options: LoadOptions,
  then?: (stack: BenchStack) => Promise<Seen>,
): Promise<{ loaded: Loaded; seen: Seen | undefined }> {
  const stack = await startBenchStack(options);
  try {
    await appendAll(stack, dataset);
    const loaded = await timed(stack, dataset.readings, async () => {
      const { url, pid } = await stack.start('dist/apps/processor/main.js', {
        ...(options.withRollups && { SITE_FILE: dataset.siteFiles.join(',') }),
        ...(options.blockRows !== undefined && { PROCESSOR_BLOCK_ROWS: String(options.blockRows) }),
      });
      return { pid, done: untilCommitted(url) };
    });
    return { loaded, seen: await then?.(stack) };
  } finally {
    await stack.stop();
  }
}

import { z } from 'zod';
import { type JsonReadings } from './json-readings.ts';
import { appendAll, type Loaded, timed } from './loading.ts';
import { type StackOptions, startBenchStack } from './stack.ts';

const stored = z.object({ stored: z.number() });

/** Loads readings as JSON with `json-each-row-program.ts` into a stack of its own; no rollups. */
export async function loadWithJsonEachRow(readings: JsonReadings, options: StackOptions): Promise<Loaded> {
  const stack = await startBenchStack(options);
  try {
    await appendAll(stack, readings);
    return await timed(stack, readings.rows, async () => {
      const { process, pid } = await stack.start('dist/test/load/json-each-row-program.js');
      let rows = 0;
      const done = new Promise<void>((resolve) => {
        process.onLine((line) => {
          const found = stored.safeParse(line);
          if (found.success) rows += found.data.stored;
          if (rows >= readings.rows) resolve();
        });
      });
      return { pid, done };
    });
  } finally {
    await stack.stop();
  }
}

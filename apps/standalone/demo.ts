import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createLogger, messageOf, PipelineError, systemClock } from '#runtime';
import { runDemo } from './run-demo.ts';

const whole = z.coerce.number().int().min(0);
const options = z.object({
  seconds: whole.optional(),
  json: z.boolean().default(false),
  devices: whole.min(12).default(240),
  sites: whole.min(1).max(20).default(1),
  days: whole.min(1).max(400).default(35),
  seed: whole.default(1),
  port: whole.max(65_535).default(8080),
  data: z.string().default('.coload/demo'),
  get: z.array(z.string().startsWith('/', 'must be a path of the API, such as /v1/claims')).default([]),
});

function readArguments(): z.output<typeof options> {
  const text = { type: 'string' as const };
  const { values } = parseArgs({
    options: {
      seconds: text,
      json: { type: 'boolean' },
      devices: text,
      sites: text,
      days: text,
      seed: text,
      port: text,
      data: text,
      get: { ...text, multiple: true },
    },
  });
  const parsed = options.safeParse(values);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`);
  throw new PipelineError('CONFIG_INVALID', faults.join('\n'));
}

const logger = createLogger('demo');
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
try {
  const chosen = readArguments();
  const dataDir = resolve(chosen.data);
  rmSync(dataDir, { recursive: true, force: true });
  const summary = await runDemo({ ...chosen, dataDir, logger, clock: systemClock, signal: stopping.signal });
  if (chosen.json) process.stdout.write(`${JSON.stringify(summary)}\n`);
  process.exit(0);
} catch (error) {
  if (stopping.signal.aborted) process.exit(130);
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(error instanceof PipelineError && error.code === 'CONFIG_INVALID' ? 2 : 1);
}

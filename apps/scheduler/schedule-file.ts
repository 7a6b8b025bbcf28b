import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { reports } from '#catalogue';
import { type Fault, messageOf, nearest, parseYaml, PipelineError } from '#runtime';

const id = z.string().regex(/^[a-z0-9][a-z0-9_-]*$/, 'must be small letters, digits, - and _');
const text = z.string().min(1);

const folder = z.strictObject({
  id,
  kind: z.literal('folder'),
  path: text.describe('Directory that issues are written to'),
});

const mail = z.strictObject({
  id,
  kind: z.literal('mail'),
  host: text.describe('SMTP server'),
  port: z.int().min(1).max(65_535).default(587),
  tls: z
    .enum(['starttls', 'implicit', 'none'])
    .default('starttls')
    .describe('`none` sends in the clear: for a server on this machine'),
  username: text.optional(),
  password_env: text.optional().describe('Environment variable that holds the password'),
  from: z.email(),
  to: z.array(z.email()).min(1),
});

const channel = z.discriminatedUnion('kind', [folder, mail]);

const entry = z.strictObject({
  report: text.describe('Id of a report'),
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be an hour of the day such as 06:00')
    .default('06:00')
    .describe('When it is issued, in the zone of its sites, on the day after its period'),
  sites: z.array(text).min(1).optional().describe('All sites without it'),
  channels: z.array(id).min(1).describe('Where it goes'),
});

export const scheduleSchema = z.strictObject({ channels: z.array(channel), reports: z.array(entry) });

export type ScheduleFile = z.output<typeof scheduleSchema>;
export type Channel = z.output<typeof channel>;
export type ScheduledReport = z.output<typeof entry>;

const knownKeys = [scheduleSchema, folder, mail, entry].flatMap(({ shape }) => Object.keys(shape));

function unknown(what: string, name: string, known: readonly string[]): string {
  const hint = nearest(name, known);
  return `no ${what} ${name}${hint ? `; did you mean ${hint}?` : ` (known: ${known.join(', ') || 'none'})`}`;
}

function check({ channels, reports: entries }: ScheduleFile): Fault[] {
  const ids = channels.map((one) => one.id);
  const known = reports.map((one) => one.id);
  const doubles = ids.flatMap((name, index) =>
    ids.indexOf(name) < index ? [{ keys: ['channels', index, 'id'], message: `channel ${name} is there twice` }] : [],
  );
  const wrong = entries.flatMap(({ report, channels: wanted }, index) => [
    ...(known.includes(report)
      ? []
      : [{ keys: ['reports', index, 'report'], message: unknown('report', report, known) }]),
    ...wanted.flatMap((name, at) =>
      ids.includes(name) ? [] : [{ keys: ['reports', index, 'channels', at], message: unknown('channel', name, ids) }],
    ),
  ]);
  return [...doubles, ...wrong];
}

/** Parses a schedule; `path` names it in faults. Throws `CONFIG_INVALID` with every fault, its line and key. */
export const parseSchedule = (yaml: string, path: string): ScheduleFile =>
  parseYaml(yaml, { path, schema: scheduleSchema, knownKeys, check });

/** As `parseSchedule`, of a file. */
export function loadSchedule(path: string): ScheduleFile {
  let yaml: string;
  try {
    yaml = readFileSync(path, 'utf8');
  } catch (error) {
    throw new PipelineError('CONFIG_INVALID', `${path}: cannot be read: ${messageOf(error)}`, { cause: error });
  }
  return parseSchedule(yaml, path);
}

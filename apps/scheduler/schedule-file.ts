import { z } from 'zod';
import { dirname, resolve } from 'node:path';
import { type AlertRule, maintenanceWindowSchema, parseRules, readyRules } from '#alerting';
import { type Report, reports } from '#catalogue';
import { datasets } from '#claims';
import { parseReports } from '#report';
import { type Fault, nearest, parseYaml, readText, type Weekday, weekdays } from '#runtime';

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

const isPrivateAllowed = z
  .boolean()
  .default(false)
  .describe('Whether the address may be a private one, or this machine');

const s3 = z
  .strictObject({
    id,
    kind: z.literal('s3'),
    url: z
      .url({ protocol: /^https?$/ })
      .refine((url) => !/[?#@]/.test(url), 'must be an address without a login, a query or a fragment')
      .describe('Address of the bucket, and of a folder in it: `https://s3.example.org/bucket/coload`'),
    region: text.default('us-east-1'),
    access_key_env: text.describe('Environment variable that holds the id of the access key'),
    secret_key_env: text.describe('Environment variable that holds its secret'),
    session_token_env: text.optional().describe('Environment variable that holds the token of a key that is lent'),
    allow_private: isPrivateAllowed,
  })
  .describe('Storage that speaks as Amazon S3 does; for reports');

const webhook = z
  .strictObject({
    id,
    kind: z.literal('webhook'),
    url: z.url({ protocol: /^https?$/ }).optional(),
    url_env: text.optional().describe('Environment variable that holds the address, where that is a secret'),
    format: z
      .enum(['standard', 'slack', 'pagerduty'])
      .default('standard')
      .describe('`standard`: signed as Standard Webhooks'),
    secret_env: text.optional().describe('Environment variable that holds the `whsec_` secret to sign with'),
    routing_key_env: text.optional().describe('Environment variable that holds the routing key of PagerDuty'),
    allow_private: isPrivateAllowed,
  })
  .refine(
    ({ url, url_env }) => (url === undefined) !== (url_env === undefined),
    'needs `url` or `url_env`, one of them',
  )
  .refine(({ format, secret_env }) => format !== 'standard' || secret_env !== undefined, {
    path: ['secret_env'],
    message: 'is missing: the receiver tells by the signature that it is us',
  })
  .refine(({ format, routing_key_env }) => format !== 'pagerduty' || routing_key_env !== undefined, {
    path: ['routing_key_env'],
    message: 'is missing',
  });

const alertmanager = z.strictObject({
  id,
  kind: z.literal('alertmanager'),
  url: z.url({ protocol: /^https?$/ }).describe('Address of Alertmanager, without `/api/v2`'),
  allow_private: isPrivateAllowed,
});

const channel = z.discriminatedUnion('kind', [folder, mail, webhook, alertmanager, s3]);

const alerts = z.strictObject({
  ready: z
    .union([z.literal('all'), z.array(text)])
    .default('all')
    .describe('Rules that come with Coload: all, or the ids of some'),
  rules: z.array(text).default([]).describe('Files of further rules, from the folder of this file on'),
  base_url: z
    .url({ protocol: /^https?$/ })
    .default('http://127.0.0.1:8080')
    .transform((url) => url.replace(/\/$/, ''))
    .describe('Address of the API as those who are told reach it; links begin with it'),
  maintenance: z
    .array(maintenanceWindowSchema)
    .default([])
    .describe('Weekly times in which matching alerts are not told of'),
  channels: z.array(id).min(1).describe('Where alerts are told of'),
});

const weekday = z.string().transform((name, context): Weekday => {
  const found = weekdays.find((day) => day === name);
  if (found) return found;
  context.addIssue(unknown('day of the week', name, weekdays));
  return z.NEVER;
});

const entry = z.strictObject({
  report: text.describe('Id of a report'),
  name: id.optional().describe('Name of its issues, where a report is issued more than once; `report` without it'),
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be an hour of the day such as 06:00')
    .default('06:00')
    .describe('When it is issued, in the zone of its sites, on the day after its period'),
  working_days: z
    .array(weekday)
    .min(1, 'leaves no day to issue on')
    .default([...weekdays])
    .describe('An issue that is due on another day goes out on the next of these; all days without it'),
  holidays: z
    .array(z.iso.date('must be a date such as 2026-12-25'))
    .default([])
    .describe('Dates that are no working days'),
  sites: z.array(text).min(1).optional().describe('All sites without it'),
  channels: z.array(id).min(1).describe('Where it goes'),
});

const publicTable = z.strictObject({
  dataset: z.enum(datasets).describe('Which table, as for `coload import`'),
  url: z
    .url({ protocol: /^https?$/ })
    .describe('Address of the table; of `cbeci` such as …/api/v1.2.0/download/data?price=0.05'),
  poll_s: z.number().min(60).max(2_678_400).default(86_400).describe('How often it is asked for'),
  timeout_ms: z.int().min(100).max(60_000).default(10_000),
});

export const scheduleSchema = z.strictObject({
  channels: z.array(channel),
  reports: z.array(entry.transform((given) => ({ ...given, name: given.name ?? given.report }))).default([]),
  definitions: z.array(text).default([]).describe('Files of reports of your own, from the folder of this file on'),
  public_tables: z
    .array(publicTable)
    .default([])
    .describe('Public tables that claims are held against, asked for instead of imported by hand'),
  alerts: alerts.optional(),
});

export type PublicTableFeed = z.output<typeof publicTable>;
export type ScheduleFile = z.output<typeof scheduleSchema>;
/** A way to tell someone: of alerts, and of reports where it takes them. */
export type Channel = Exclude<z.output<typeof channel>, Bucket>;
/** A place to keep reports in. */
export type Bucket = z.output<typeof s3>;
export type ScheduledReport = ScheduleFile['reports'][number];
export type AlertSettings = z.output<typeof alerts>;

const knownKeys = [scheduleSchema, folder, mail, s3, webhook, alertmanager, entry, publicTable, alerts].flatMap(
  ({ shape }) => Object.keys(shape),
);

function unknown(what: string, name: string, known: readonly string[]): string {
  const hint = nearest(name, known);
  return `no ${what} ${name}${hint ? `; did you mean ${hint}?` : ` (known: ${known.join(', ') || 'none'})`}`;
}

/** Whether a channel can be told of alerts. */
export const takesAlerts = (channel: Channel | Bucket): channel is Channel => channel.kind !== 's3';

const takesReports = (one: Channel | Bucket): boolean =>
  one.kind !== 'alertmanager' && (one.kind !== 'webhook' || one.format === 'standard');

/** Issues are kept by name and period: of two entries with one name the second would never issue. */
function sameName(entries: readonly ScheduledReport[], index: number): Fault[] {
  const name = entries[index]?.name;
  if (entries.findIndex((other) => other.name === name) === index) return [];
  return [{ keys: ['reports', index], message: `there is another entry ${name}: give this one a \`name\` of its own` }];
}

function check({ channels, reports: entries, alerts: told }: ScheduleFile, all: readonly Report[]): Fault[] {
  const ids = channels.map((one) => one.id);
  const takingReports = channels.filter(takesReports).map((one) => one.id);
  const takingAlerts = channels.filter(takesAlerts).map((one) => one.id);
  const known = all.map((one) => one.id);
  const ready = readyRules.map((one) => one.id);
  const among = (
    what: string,
    names: readonly string[],
    words: readonly string[],
    keys: readonly PropertyKey[],
  ): Fault[] =>
    names.flatMap((name, at) =>
      words.includes(name) ? [] : [{ keys: [...keys, at], message: unknown(what, name, words) }],
    );
  const doubles = ids.flatMap((name, index) =>
    ids.indexOf(name) < index ? [{ keys: ['channels', index, 'id'], message: `channel ${name} is there twice` }] : [],
  );
  const ofReports = entries.flatMap(({ report, channels: wanted }, index) => [
    ...(known.includes(report)
      ? []
      : [{ keys: ['reports', index, 'report'], message: unknown('report', report, known) }]),
    ...sameName(entries, index),
    ...among('channel for reports', wanted, takingReports, ['reports', index, 'channels']),
  ]);
  const ofAlerts = told
    ? [
        ...among('channel for alerts', told.channels, takingAlerts, ['alerts', 'channels']),
        ...(told.ready === 'all' ? [] : among('rule', told.ready, ready, ['alerts', 'ready'])),
      ]
    : [];
  return [...doubles, ...ofReports, ...ofAlerts];
}

/** The reports that a schedule at `path` may name: those that come with Coload and those of its files. Throws `CONFIG_INVALID` with every fault of a file. */
export function loadReports({ definitions }: Pick<ScheduleFile, 'definitions'>, path: string): Report[] {
  const all = [...reports];
  for (const file of definitions) {
    const place = resolve(dirname(path), file);
    all.push(
      ...parseReports(
        readText(place),
        place,
        all.map((one) => one.id),
      ),
    );
  }
  return all;
}

/** Parses a schedule that lies at `path`. Throws `CONFIG_INVALID` with every fault, its line and key, or those of a file of reports. */
export const parseSchedule = (yaml: string, path: string): ScheduleFile =>
  parseYaml(yaml, {
    path,
    schema: scheduleSchema,
    knownKeys,
    check: (schedule) => check(schedule, loadReports(schedule, path)),
  });

/** As `parseSchedule`, of a file. */
export const loadSchedule = (path: string): ScheduleFile => parseSchedule(readText(path), path);

/** The rules of a schedule that lies at `path`: ready ones and those of its files. Throws `CONFIG_INVALID` with every fault of a file. */
export function loadRules({ ready, rules }: AlertSettings, path: string): AlertRule[] {
  const all: AlertRule[] = readyRules.filter(({ id: name }) => ready === 'all' || ready.includes(name));
  for (const file of rules) {
    const place = resolve(dirname(path), file);
    all.push(...parseRules(readText(place), place, { others: all.map(({ id: name }) => name) }));
  }
  return all;
}

import { rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { spoolBody } from './body.ts';
import type { Database } from './database.ts';
import { type Job, untilDone } from './job.ts';
import { literal, tokens } from './lexer.ts';
import { streamRows } from './rows.ts';
import { fromFile } from './statement.ts';

/** What is known of a statement's work, as ClickHouse's summary names it. */
export type Summary = Readonly<Record<string, string>>;

export interface WorkOptions {
  readonly message: IncomingMessage;
  /** Private folder for bodies on their way into the engine. */
  readonly incoming: string;
  /** Tags of the running statements, by the ids that their clients gave them. */
  readonly running: ReadonlyMap<string, string>;
}

/** Runs an INSERT on its body, which goes through a file that only this user can read. */
async function load(job: Job, { message, incoming }: WorkOptions): Promise<Summary> {
  const path = join(incoming, `body-${job.number}`);
  try {
    if (job.data) writeFileSync(path, job.data, { mode: 0o600, flag: 'wx' });
    else await spoolBody(message, path);
    const sql = fromFile(job.text, job.statement, path);
    const { rows } = await untilDone(job, job.database.run({ ...job, sql }));
    return job.statement.input ? {} : { written_rows: String(rows) };
  } finally {
    rmSync(path, { force: true });
  }
}

/** KILL QUERY names the ids that clients chose; the engine knows only its own. */
function withEngineIds(text: string, running: ReadonlyMap<string, string>, database: Database): string {
  const known = [...tokens(text)].filter((token) => token.type === 'string' && running.has(token.text.slice(1, -1)));
  return known.reduceRight((result, token) => {
    const id = database.engineId(running.get(token.text.slice(1, -1)) ?? '');
    return id === undefined ? result : result.slice(0, token.start) + literal(id) + result.slice(token.end);
  }, text);
}

/** Runs a statement with a small result or none. DDL is not cancelled: half of it would be worse. */
async function small(job: Job, { running }: WorkOptions): Promise<Summary> {
  const text = job.text.slice(0, job.statement.end);
  const sql = job.statement.verb === 'KILL' ? withEngineIds(text, running, job.database) : text;
  const done = job.database.run({ ...job, sql });
  const { bytes } = await (job.statement.verb === 'INSERT' ? untilDone(job, done) : done);
  job.reply.write(Buffer.from(bytes));
  return {};
}

/** Runs a statement and hands its result to the reply. */
export function work(job: Job, options: WorkOptions): Promise<Summary> {
  if (job.statement.kind === 'rows') return streamRows(job);
  return job.statement.kind === 'load' ? load(job, options) : small(job, options);
}

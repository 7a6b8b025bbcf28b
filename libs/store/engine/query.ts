import type { IncomingMessage } from 'node:http';
import { formParts, readBody } from './body.ts';
import type { Query } from './job.ts';
import { tokens } from './lexer.ts';
import { analyse } from './statement.ts';

/** A statement that came in a body, cut from the rows that may follow it; rows are bytes, not text. */
function fromBytes(body: Buffer): Query {
  const { kind, dataStart } = analyse(body.toString('latin1'));
  const text = (kind === 'load' ? body.subarray(0, dataStart) : body).toString('utf8');
  return { text, statement: analyse(text), ...(kind === 'load' && { data: body.subarray(dataStart) }) };
}

/** A form holds the statement and its parameters, which join those of the URL. */
async function fromForm(message: IncomingMessage, params: URLSearchParams, type: string): Promise<Query> {
  const parts = formParts(await readBody(message), type);
  for (const [name, value] of parts) {
    if (name.startsWith('param_')) params.set(name, value);
  }
  return fromBytes(Buffer.from(parts.get('query') ?? params.get('query') ?? ''));
}

/** An INSERT whose rows are the body: the body is left where it is. */
function waitingForRows(text: string): Query | undefined {
  const first = tokens(text).next().value;
  if (first?.text.toUpperCase() !== 'INSERT') return undefined;
  const statement = analyse(text);
  const isWaiting = statement.kind === 'load' && text.slice(statement.dataStart).trim() === '';
  return isWaiting ? { text, statement } : undefined;
}

/** The statement of a request: the `query` parameter, the body, or one after the other. */
export async function readQuery(message: IncomingMessage, params: URLSearchParams): Promise<Query> {
  const type = message.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return fromForm(message, params, type);
  const text = params.get('query') ?? '';
  const waiting = waitingForRows(text);
  if (waiting) return waiting;
  const body = await readBody(message);
  const gap = text !== '' && body.length > 0 ? '\n' : '';
  return fromBytes(Buffer.concat([Buffer.from(text + gap), body]));
}

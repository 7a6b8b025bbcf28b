import type { IncomingMessage } from 'node:http';
import { createHash, timingSafeEqual } from 'node:crypto';
import { StoreException } from './exception.ts';
import { identifier, literal } from './lexer.ts';

/** Who may connect; `loader` has the same password and a session of its own. */
export interface Account {
  readonly user: string;
  readonly password: string;
  /** Of the user `viewer`, who may only read; there is none without it. */
  readonly viewerPassword?: string | undefined;
}

/** The user whose requests go through the reserved session. */
export const loaderUser = 'loader';

/** The user who may only read tables and views. */
export const viewerUser = 'viewer';

/** Parameters of the HTTP interface that are no settings of the engine. */
const reserved = new Set([
  'query',
  'database',
  'default_format',
  'query_id',
  'user',
  'password',
  'quota_key',
  'buffer_size',
  'wait_end_of_query',
  'stacktrace',
]);
const unsupported = ['session_id', 'compress', 'decompress'];

/** So much of a result is held back, so that an early error has a status and a code of its own. */
const holdBytes = 256 * 1024;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const isEqual = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

function credentials(message: IncomingMessage, params: URLSearchParams): { user: string; key: string } {
  const basic = /^Basic (.+)$/i.exec(message.headers.authorization ?? '')?.[1];
  if (basic !== undefined) {
    const [user = '', ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    return { user, key: rest.join(':') };
  }
  const header = (name: string): string | undefined => message.headers[name]?.toString();
  const user = header('x-clickhouse-user') ?? params.get('user') ?? 'default';
  return { user, key: header('x-clickhouse-key') ?? params.get('password') ?? '' };
}

/** The user of a request; throws ClickHouse's code 516 when the password is wrong. */
export function authenticate(message: IncomingMessage, params: URLSearchParams, account: Account): string {
  const { user, key } = credentials(message, params);
  const isViewer = user === viewerUser && account.viewerPassword !== undefined;
  const isKnown = isViewer || user === account.user || user === loaderUser;
  const password = isViewer ? account.viewerPassword : account.password;
  if (isEqual(key, password ?? '') && isKnown) return user;
  const text = `${user}: Authentication failed: password is incorrect, or there is no user with such name`;
  throw new StoreException(516, 'AUTHENTICATION_FAILED', text);
}

const isName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_.]*$/.test(name);

/** A setting's value; the memory cap may be lowered but not raised. */
function settingValue(name: string, value: string, maxMemory: number): string {
  if (name !== 'max_memory_usage') return value;
  const bytes = Number(value);
  return bytes > 0 && bytes <= maxMemory ? value : String(maxMemory);
}

/** How a request wants its answer. */
export function replyOptions(
  message: IncomingMessage,
  params: URLSearchParams,
): { format: string; isGzip: boolean; holdBytes: number } {
  const acceptsGzip = /\bgzip\b/.test(message.headers['accept-encoding'] ?? '');
  return {
    format: params.get('default_format') ?? message.headers['x-clickhouse-format']?.toString() ?? 'TabSeparated',
    isGzip: acceptsGzip && params.get('enable_http_compression') === '1',
    holdBytes: params.get('wait_end_of_query') === '1' ? Infinity : holdBytes,
  };
}

function unsupportedFault(params: URLSearchParams): StoreException | undefined {
  const name = unsupported.find((key) => !['', '0', null].includes(params.get(key)));
  return name === undefined
    ? undefined
    : new StoreException(48, 'NOT_IMPLEMENTED', `The embedded store has no ${name} on its HTTP interface`);
}

/**
 * The statements that give a fresh session the request's settings and parameters. Values of `param_*` stay as they came
 * (escaped as in TSV): the engine undoes that when it fills them in. A GET may not write, as in ClickHouse; a viewer may not read files or change
 * settings in the statement either.
 */
export function setupOf(
  params: URLSearchParams,
  options: { isReadOnly: boolean; isViewer: boolean; maxMemory: number },
): string[] {
  const fault = unsupportedFault(params);
  if (fault) throw fault;
  const changes = [...params].filter(([name]) => !reserved.has(name) && !unsupported.includes(name));
  const unknown = changes.find(([name]) => !isName(name));
  if (unknown) throw new StoreException(115, 'UNKNOWN_SETTING', `Unknown setting '${unknown[0]}'`);
  const pairs = changes.map(([name, value]) => `${name} = ${literal(settingValue(name, value, options.maxMemory))}`);
  const database = params.get('database');
  return [
    ...(database ? [`USE ${identifier(database)}`] : []),
    ...(pairs.length > 0 ? [`SET ${pairs.join(', ')}`] : []),
    ...(options.isViewer ? ['SET readonly = 1'] : options.isReadOnly ? ['SET readonly = 2'] : []),
  ];
}

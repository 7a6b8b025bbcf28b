import type { IncomingMessage } from 'node:http';
import type { RedfishAnswer } from '../answers/redfish.ts';
import { type HttpAnswer, type HttpServerOptions, startHttpServer } from './http.ts';
import type { Listener } from './listener.ts';

export interface RedfishServerOptions extends HttpServerOptions {
  readonly username: string;
  readonly password: string;
  /** The resources now; null resets the connection. */
  readonly answer: () => RedfishAnswer | null;
}

const failure = (status: number, code: string, message: string, headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  headers,
  body: { error: { code: `Base.1.18.${code}`, message } },
});

const wrongLogin = failure(401, 'InsufficientPrivilege', 'The request needs a valid login.', {
  'www-authenticate': 'Basic realm="Redfish"',
});

/** A Redfish service with one coolant distribution unit behind Basic login; the service root needs none. */
export function startRedfishServer({
  username,
  password,
  answer,
  ...options
}: RedfishServerOptions): Promise<Listener> {
  const login = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const isLoggedIn = (request: IncomingMessage): boolean => request.headers.authorization === login;
  return startHttpServer((url, request, isAbsurd) => {
    const raw = answer();
    if (!raw) return null;
    const path = url.pathname.replace(/\/+$/, '');
    if (path === '/redfish') return { body: { v1: '/redfish/v1/' } };
    if (path !== '/redfish/v1' && !isLoggedIn(request)) return wrongLogin;
    const resource = raw.resources[path];
    if (!resource) return failure(404, 'ResourceMissingAtURI', `There is no resource at ${path}.`);
    return { body: isAbsurd ? absurd(resource) : resource, headers: { 'odata-version': '4.0' } };
  }, options);
}

function absurd(value: unknown): object {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'Reading' ? -1e12 : inner))) as object;
}

import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP } from 'node:net';
import { Agent, request } from 'undici';
import { notPublic } from '#alerting';

const waitMs = 15_000;
/** Of an answer that refuses, this much is told. */
const toldCharacters = 300;

/** Sends a body; rejects with what was answered when it was not taken. */
export type Post = (body: string, headers?: Readonly<Record<string, string>>) => Promise<void>;

interface Target {
  readonly url: string;
  /** The channel may reach addresses that are not of the public internet. */
  readonly isPrivateAllowed: boolean;
}

const refusal = (address: string, reason: string): Error =>
  new Error(`${address} is ${reason}: set \`allow_private: true\` on the channel if that is meant`);

type Found = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** Looks up a name and refuses what is not public: the address that was looked at is the one that is connected to. */
function publicLookup(hostname: string, options: LookupOptions, found: Found): void {
  dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return found(error, []);
    const [first] = addresses;
    for (const { address } of addresses) {
      const reason = notPublic(address);
      if (reason !== undefined) return found(refusal(`${hostname} (${address})`, reason), []);
    }
    if (options.all === true || !first) return found(null, addresses);
    found(null, first.address, first.family);
  });
}

/** What is sent, and where to. */
interface Message {
  readonly method: 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

interface Way {
  /** The channel may reach addresses that are not of the public internet. */
  readonly isPrivateAllowed: boolean;
  /** What of an answer that refuses may be told; its beginning unless given. */
  readonly reasonIn?: (answer: string) => string;
}

/** A way to send messages; rejects with what was answered when one was not taken. Redirects are not followed: they could lead anywhere. */
export function sender({ isPrivateAllowed, reasonIn = (answer) => answer }: Way): (message: Message) => Promise<void> {
  const connect = isPrivateAllowed ? { timeout: waitMs } : { timeout: waitMs, lookup: publicLookup };
  const agent = new Agent({ connect, headersTimeout: waitMs, bodyTimeout: waitMs, connections: 2 });
  return async ({ url, ...message }) => {
    const literal = new URL(url).hostname.replace(/^\[|\]$/g, '');
    const reason = !isPrivateAllowed && isIP(literal) !== 0 ? notPublic(literal) : undefined;
    if (reason !== undefined) throw refusal(literal, reason);
    const answer = await request(url, { dispatcher: agent, ...message });
    if (answer.statusCode >= 200 && answer.statusCode < 300) return answer.body.dump();
    const text = await answer.body.text().catch(() => '');
    throw new Error(`answered ${answer.statusCode} ${reasonIn(text).slice(0, toldCharacters)}`.trim());
  };
}

/** Posts JSON to an address. */
export function postTo({ url, isPrivateAllowed }: Target): Post {
  const send = sender({ isPrivateAllowed });
  return (body, headers = {}) =>
    send({ method: 'POST', url, headers: { 'content-type': 'application/json', ...headers }, body });
}

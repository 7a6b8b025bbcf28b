import type { Writable } from 'node:stream';

/** How a server misbehaves. */
export type Fault =
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** Resets the connection. */
  | { readonly kind: 'reset' }
  /** Answers late, then well. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** Answers well, one byte at a time. */
  | { readonly kind: 'drip'; readonly everyMs: number }
  /** Closes in the middle of the answer. */
  | { readonly kind: 'cut' }
  /** Answers something of another world. */
  | { readonly kind: 'garbage' }
  /** Answers well but for bytes that are no UTF-8. */
  | { readonly kind: 'non_utf8' }
  /** Answers without end, until `bytes` are sent. */
  | { readonly kind: 'huge'; readonly bytes: number }
  /** Answers well-formed nonsense: negative, infinite, beyond any device. */
  | { readonly kind: 'absurd' };

/** Asked at every request, so that a fault can come and go. */
export type FaultSource = () => Fault | null;

interface Delivery {
  readonly out: Writable;
  readonly bytes: Buffer;
  readonly fault: Fault | null;
  /** Ends the answer as it should end. */
  readonly end: () => void;
  /** Ends the connection at once. */
  readonly destroy: () => void;
}

const garbage = Buffer.from('<html><body><h1>It works!</h1></body></html>\r\n');

/** Sends an answer, or what the fault makes of it. `hang`, `reset` and `absurd` are dealt with before. */
export function deliver({ out, bytes, fault, end, destroy }: Delivery): void {
  const whole = (sent: Buffer): void => {
    out.write(sent);
    end();
  };
  switch (fault?.kind) {
    case 'slow':
      return later(out, fault.delayMs, () => whole(bytes));
    case 'drip':
      return drip(out, bytes, fault.everyMs, end);
    case 'cut':
      out.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), destroy);
      return;
    case 'garbage':
      return whole(garbage);
    case 'non_utf8':
      return whole(
        Buffer.concat([bytes.subarray(0, 12), Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x80]), bytes.subarray(12)]),
      );
    case 'huge':
      return flood(out, bytes, fault.bytes, end);
    default:
      return whole(bytes);
  }
}

function later(out: Writable, delayMs: number, act: () => void): void {
  const timer = setTimeout(act, delayMs);
  out.once('close', () => clearTimeout(timer));
}

function drip(out: Writable, bytes: Buffer, everyMs: number, end: () => void): void {
  let sent = 0;
  const timer = setInterval(() => {
    out.write(bytes.subarray(sent, sent + 1));
    sent++;
    if (sent < bytes.length) return;
    clearInterval(timer);
    end();
  }, everyMs);
  out.once('close', () => clearInterval(timer));
}

/** Repeats the beginning of the answer, at the pace that the reader takes it. */
function flood(out: Writable, bytes: Buffer, total: number, end: () => void): void {
  const chunk = Buffer.alloc(65_536, bytes.subarray(0, Math.max(1, bytes.length - 2)));
  let left = total;
  const pour = (): void => {
    while (left > 0 && !out.destroyed) {
      left -= chunk.length;
      if (!out.write(chunk)) return void out.once('drain', pour);
    }
    if (!out.destroyed) end();
  };
  pour();
}

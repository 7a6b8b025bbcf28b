import { InvalidMessage } from '#runtime';

/** Why a message or a row is a dead letter. */
export type DeadReason =
  | 'frame'
  | 'truncated'
  | 'trailing'
  | 'columns'
  | 'count'
  | 'key'
  | 'schema_unknown'
  | 'schema_topic'
  | 'not_finite'
  | 'out_of_bounds'
  | 'unknown_symbol'
  | 'empty'
  | 'interval'
  | 'wrong_day'
  | 'future'
  | 'expired'
  | 'refused';

/** A message that can never be decoded; `details.reason` is its `DeadReason`. */
export const invalid = (reason: DeadReason, message: string): InvalidMessage =>
  new InvalidMessage('MESSAGE_INVALID', message, { details: { reason } });

/** The `DeadReason` that an `InvalidMessage` made by `invalid` carries. */
export const reasonOf = (error: InvalidMessage): DeadReason => error.details['reason'] as DeadReason;

const truncated = (): InvalidMessage => invalid('truncated', 'The body ends in the middle of a value.');

/** Reads Avro's binary encoding from one message; every read past the end throws an `InvalidMessage`. */
export class Cursor {
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(new ArrayBuffer(0));
  at = 0;
  /** The two halves of the last long that `long` read, in two's complement. */
  low = 0;
  high = 0;

  open(bytes: Uint8Array, at: number): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }

  /** Reads a zig-zag varint of up to 64 bits into `low` and `high`. */
  long(): void {
    const bytes = this.bytes;
    let at = this.at;
    let byte = bytes[at++] as number;
    let bits = byte & 127;
    for (let shift = 7; byte >= 128 && shift < 28; shift += 7) {
      byte = bytes[at++] as number;
      bits |= (byte & 127) << shift;
    }
    if (byte < 128) {
      this.at = at;
      const sign = -(bits & 1);
      this.low = (bits >>> 1) ^ sign;
      this.high = sign;
      return;
    }
    this.#wide(at, bits);
  }

  #wide(from: number, bits: number): void {
    const bytes = this.bytes;
    let at = from;
    let middle = 0;
    let top = 0;
    let byte = 128;
    for (let shift = 0; byte >= 128 && shift < 28; shift += 7) {
      byte = bytes[at++] ?? 0x100;
      middle |= (byte & 127) << shift;
    }
    for (let shift = 0; byte >= 128 && shift < 14; shift += 7) {
      byte = bytes[at++] ?? 0x100;
      top |= (byte & 127) << shift;
    }
    if (at > bytes.length) throw truncated();
    if (byte >= 128 || top > 0xff) throw invalid('frame', 'An integer has more than 64 bits.');
    this.at = at;
    const low = bits | (middle << 28);
    const high = (middle >>> 4) | (top << 24);
    const sign = -(low & 1);
    this.low = ((low >>> 1) | (high << 31)) ^ sign;
    this.high = (high >>> 1) ^ sign;
  }

  /** A long as a number: exact up to 2^53, nearest beyond. */
  number(): number {
    this.long();
    if (this.at > this.bytes.length) throw truncated();
    return this.high * 4_294_967_296 + (this.low >>> 0);
  }

  double(): number {
    if (this.at + 8 > this.bytes.length) throw truncated();
    const value = this.view.getFloat64(this.at, true);
    this.at += 8;
    return value;
  }

  /** The length of a string or of the bytes that follow, checked against what is left. */
  length(): number {
    const length = this.number();
    if (length < 0 || length > this.bytes.length - this.at) throw truncated();
    return length;
  }

  string(): string {
    const length = this.length();
    const from = this.at;
    this.at += length;
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + from, length).toString('utf8');
  }
}

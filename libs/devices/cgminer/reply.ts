/** Tells where a reply of the cgminer API ends when the miner keeps the connection open. */
export class ReplyEnd {
  #depth = 0;
  #isInString = false;
  #isEscaped = false;

  /** The number of bytes of this chunk that belong to the reply, or null while it goes on. A NUL, or the last closing bracket, ends it. */
  find(chunk: Uint8Array): number | null {
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === 0) return at;
      if (this.#isInString) this.#string(byte);
      else if (byte === 0x22) this.#isInString = true;
      else if (byte === 0x7b || byte === 0x5b) this.#depth++;
      else if ((byte === 0x7d || byte === 0x5d) && --this.#depth <= 0) return at + 1;
    }
    return null;
  }

  #string(byte: number | undefined): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === 0x5c) this.#isEscaped = true;
    else if (byte === 0x22) this.#isInString = false;
  }
}

const seed = 0x9747b28c;
const multiplier = 0x5bd1e995;

/** The 32-bit murmur2 hash by which Kafka's Java client spreads keys. */
export function murmur2(data: Uint8Array): number {
  const whole = data.length & ~3;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let hash = seed ^ data.length;
  for (let at = 0; at < whole; at += 4) {
    let word = Math.imul(view.getInt32(at, true), multiplier);
    word = Math.imul(word ^ (word >>> 24), multiplier);
    hash = Math.imul(hash, multiplier) ^ word;
  }
  let tail = 0;
  for (let at = data.length - 1; at >= whole; at -= 1) tail = (tail << 8) | view.getUint8(at);
  if (data.length > whole) hash = Math.imul(hash ^ tail, multiplier);
  hash = Math.imul(hash ^ (hash >>> 13), multiplier);
  return hash ^ (hash >>> 15);
}

/** The partition of a key, the same in every adapter and in Kafka's Java client. */
export const partitionOf = (key: string, partitions: number): number =>
  (murmur2(Buffer.from(key, 'utf8')) & 0x7fffffff) % partitions;

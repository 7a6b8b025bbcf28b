import { z } from 'zod';
import { maxTarget } from './bitcoin.ts';
import { fault } from './fault.ts';

/** Blocks between two adjustments of the target. */
export const epochBlocks = 2_016;
/** An adjustment moves the target by this factor at most. */
export const mostFactor = 4n;

/** Whole numbers that a double would not hold are read as text. */
const longNumber = /(?<=[[,:\s])\d{16,}(?=\s*[,\]}])/g;
const entry = z.tuple([z.string().regex(/^[0-9a-f]{64}$/i), z.union([z.string().regex(/^\d+$/), z.int().positive()])]);

function entriesIn(body: Uint8Array): z.output<typeof entry>[] {
  try {
    const text = Buffer.from(body).toString('utf8').replace(longNumber, '"$&"');
    return z.array(entry).min(1).parse(JSON.parse(text));
  } catch (error) {
    throw fault('targets', `not a list of [block hash, target], as Electrum has in checkpoints.json: ${String(error)}`);
  }
}

/**
 * Difficulty targets by epoch of 2016 blocks, the first two at difficulty 1, from Electrum's list of [hash of the last block of an epoch, target of the
 * next]. Throws `FEED_ANSWER` where the list is another or breaks the rules of the chain: a hash must be below the target of its epoch, and
 * a target within a factor of 4 of the one before.
 */
export function parseTargets(body: Uint8Array): bigint[] {
  const targets = [maxTarget];
  for (const [index, [hash, text]] of entriesIn(body).entries()) {
    const before = targets.at(-1) ?? maxTarget;
    const target = BigInt(text);
    const where = `entry ${index}`;
    if (BigInt(`0x${hash}`) > before) throw fault(where, 'its hash is above the target that was in force');
    if (target > maxTarget || target > before * mostFactor || target < compact(before / mostFactor))
      throw fault(where, 'its target is not within a factor of 4 of the one before');
    targets.push(target);
  }
  return targets;
}

/** What the compact form of a target in blocks leaves of it: its three highest bytes, the first of them below 128. */
export function compact(target: bigint): bigint {
  const unit = compactUnit(target);
  return (target / unit) * unit;
}

/** The step between targets of that size in compact form. */
export function compactUnit(target: bigint): bigint {
  const bits = BigInt(target.toString(2).length);
  const bytes = bits / 8n + 1n;
  return bytes > 3n ? 1n << (8n * (bytes - 3n)) : 1n;
}

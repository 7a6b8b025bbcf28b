import type { ChainBlock } from './block.ts';
import { feedError } from './body.ts';

/** A block with fewer above it may still lose its place to another. */
export const confirmations = 6;
/** A walk that meets nothing recorded goes back so far: one period of the difficulty, about two weeks. */
const depth = 2016;
/** So many pages are asked for at once; the rest follows the next time. */
const pagesAtOnce = 20;

/** Blocks from a height downwards, or the newest; null when they cannot be had for now. */
export type ReadBlocks = (from: number | null) => Promise<readonly ChainBlock[] | null>;

export interface BlockWalkOptions {
  /** Names the feed in errors. */
  readonly feed: string;
  /** Whether a block of this height has been recorded, and so every one below it. */
  readonly isRecorded: (height: number) => boolean;
}

/** Follows a chain from its newest block, block by block, back to what is recorded. */
export class BlockWalk {
  readonly #options: BlockWalkOptions;
  /** What has been read of a walk that is not at its end. */
  readonly #read = new Map<string, ChainBlock>();

  constructor(options: BlockWalkOptions) {
    this.#options = options;
  }

  /**
   * The blocks from the newest down to one that is recorded and confirmed, or to the greatest depth; null while the walk is not there.
   * They are given all at once, so that nothing is recorded above a gap. What has been read is kept for the next call, also when `read` rejects.
   * Rejects with `FEED_ANSWER` when the feed's blocks do not follow on one another.
   */
  async follow(read: ReadBlocks): Promise<readonly ChainBlock[] | null> {
    const newest = await read(null);
    if (!newest) return null;
    const tip = this.#keep(newest).reduce<ChainBlock | undefined>(
      (best, block) => (best && best.height >= block.height ? best : block),
      undefined,
    );
    if (!tip) throw feedError(this.#options.feed, 'the newest blocks are an empty list');
    const chain = [tip];
    let pages = 1;
    for (let block = tip; !this.#isEnd(block, tip); chain.push(block)) {
      if (!this.#read.has(block.parent)) {
        if (pages === pagesAtOnce) return null;
        pages += 1;
        const page = await read(block.height - 1);
        if (!page) return null;
        this.#keep(page);
      }
      block = this.#before(block);
    }
    this.#read.clear();
    return chain;
  }

  #keep(blocks: readonly ChainBlock[]): readonly ChainBlock[] {
    for (const block of blocks) this.#read.set(block.hash, block);
    return blocks;
  }

  #before({ height, hash, parent }: ChainBlock): ChainBlock {
    const found = this.#read.get(parent);
    if (found?.height === height - 1) return found;
    const reason = `it does not tell of the block before ${hash} at ${height}; the chain may have changed meanwhile`;
    throw feedError(this.#options.feed, reason);
  }

  #isEnd({ height }: ChainBlock, tip: ChainBlock): boolean {
    const above = tip.height - height;
    return height === 0 || above >= depth || (above >= confirmations && this.#options.isRecorded(height));
  }
}

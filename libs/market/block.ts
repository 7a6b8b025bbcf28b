/** A block as a feed tells it; instants in UTC ms, amounts in sat. What a feed does not tell is null. */
export interface ChainBlock {
  readonly height: number;
  readonly hash: string;
  /** Hash of the block before. */
  readonly parent: string;
  readonly foundAt: number;
  readonly medianAt: number;
  readonly difficulty: number;
  readonly subsidySat: number;
  readonly feeSat: number | null;
  readonly orphans: number | null;
  readonly pool: string | null;
  readonly poolName: string | null;
}

/** A block with the time since the block before; a row of `market.block`. */
export interface BlockRow {
  readonly started_at: number;
  readonly ended_at: number;
  readonly found_at: number;
  readonly known_at: number;
  readonly height: number;
  readonly hash: string;
  readonly difficulty: number;
  readonly subsidy_sat: number;
  readonly fee_sat: number | null;
  readonly orphans: number | null;
  readonly pool: string | null;
  readonly pool_name: string | null;
  /** Null where the feed gives none with its blocks. */
  readonly price_usd: number | null;
}

const rowOf = (block: ChainBlock, before: ChainBlock, knownAt: number): BlockRow => ({
  started_at: before.medianAt,
  ended_at: block.medianAt,
  found_at: block.foundAt,
  known_at: knownAt,
  height: block.height,
  hash: block.hash,
  difficulty: block.difficulty,
  subsidy_sat: block.subsidySat,
  fee_sat: block.feeSat,
  orphans: block.orphans,
  pool: block.pool,
  pool_name: block.poolName,
  price_usd: null,
});

/** Rows of the blocks whose block before is among them, lowest first. */
export function blockRows(blocks: readonly ChainBlock[], knownAt: number): BlockRow[] {
  const byHash = new Map(blocks.map((block) => [block.hash, block]));
  return [...byHash.values()]
    .sort((a, b) => a.height - b.height)
    .flatMap((block) => {
      const before = byHash.get(block.parent);
      return before ? [rowOf(block, before, knownAt)] : [];
    });
}

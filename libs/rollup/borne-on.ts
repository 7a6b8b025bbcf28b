import type { Chain } from './chain.ts';
import type { Buckets, Range } from './dirty.ts';
import { readEvents } from './inputs.ts';
import { borneOn } from './orders.ts';

/** What is computed again changes what orders are held against, and so other buckets of the site. */
export async function addBorneOn(chain: Chain, dirty: Buckets, hull: Range): Promise<void> {
  const span = dirty.hull();
  const events = span ? await readEvents(chain, { ...span, to: hull.to }) : [];
  for (let size = -1; size < dirty.size;) {
    size = dirty.size;
    for (const { from, to } of borneOn((range) => dirty.touches(range), events))
      if (from < hull.to && to > hull.from) dirty.add({ from: Math.max(from, hull.from), to: Math.min(to, hull.to) });
  }
}

import type { Decoded } from './decode.ts';
import type { Span } from './takeover.ts';

/** What the rows of decoded blocks cover, per topic and site; overlapping and adjacent spans are one. */
export function spansOf({ blocks }: Pick<Decoded, 'blocks'>): Span[] {
  const spans = blocks.flatMap(({ topic, block }) =>
    block.messages.flatMap(({ header, span }) =>
      span ? [{ topic, site: header.site, from: span[0], to: span[1] }] : [],
    ),
  );
  return mergeSpans(spans);
}

const byPlaceAndTime = (a: Span, b: Span): number =>
  a.topic.localeCompare(b.topic) || a.site.localeCompare(b.site) || a.from - b.from;

/** The same instants with as few spans as possible. */
export function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].sort(byPlaceAndTime)) {
    const last = merged.at(-1);
    if (last && last.topic === span.topic && last.site === span.site && span.from <= last.to) {
      merged[merged.length - 1] = { ...last, to: Math.max(last.to, span.to) };
    } else {
      merged.push(span);
    }
  }
  return merged;
}

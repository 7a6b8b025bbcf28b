import type { Budget } from './budget.ts';
import type { StreamMessage } from './stream.ts';

/** What is to be taken of one topic, in offset order. */
export interface Source {
  /** The next message; undefined while there is none. */
  readonly head: StreamMessage | undefined;
  /** Without a head: messages appended later than this must wait, since older ones of this topic are on their way. Infinity at the end of the log. */
  readonly horizon: number;
  /** Goes on behind the head. */
  advance(): void;
}

/**
 * Takes from several topics in the order in which their messages were appended, as far as the budget goes. Whoever catches up so advances
 * in all topics alike: what belongs together comes together, and no busy topic starves the others.
 */
export function takeByTime(sources: readonly Source[], budget: Budget): StreamMessage[] {
  const messages: StreamMessage[] = [];
  for (;;) {
    let oldest: Source | undefined;
    let timestamp = Infinity;
    let horizon = Infinity;
    for (const source of sources) {
      if (!source.head) horizon = Math.min(horizon, source.horizon);
      else if (!oldest || source.head.timestamp < timestamp) [oldest, timestamp] = [source, source.head.timestamp];
    }
    if (!oldest?.head || timestamp > horizon || !budget.spend(oldest.head.value.length)) return messages;
    messages.push(oldest.head);
    oldest.advance();
  }
}

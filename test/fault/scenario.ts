import type { Stage } from './stage.ts';
import type { Verdict } from './verdict.ts';

export const streamKinds = ['embedded', 'kafka'] as const;
export type StreamKind = (typeof streamKinds)[number];

/** Ways to break a promise on purpose, to see that a scenario notices. */
export const breaks = ['commit-before-insert', 'skip-fence', 'save-before-append'] as const;
export type Break = (typeof breaks)[number];

/** One way in which things go wrong while the stack runs. */
export interface Scenario {
  readonly name: string;
  /** What happens, in a few words. */
  readonly about: string;
  readonly streams: readonly StreamKind[];
  /** In the short form only on these; everything else is for the long form. */
  readonly short: readonly StreamKind[];
  /** Processes that are killed in the short and in the long form; where given, in the long form on Kafka, on which all takes longer. */
  readonly kills: { readonly short: number; readonly long: number; readonly kafka?: number };
  /** The break that this scenario must notice. */
  readonly notices?: Break;
  /** Why it cannot be played on this machine, or null. */
  readonly needs?: () => Promise<string | null>;
  /** How long it may take before it counts as failed, ms. */
  readonly timeoutMs?: number;
  /** Does the harm, waits until everything has been loaded, and says what became of the promises. */
  run(stage: Stage): Promise<Verdict>;
}

import type { Store } from '#store';
import { readAdjustments } from './adjustments.ts';
import { type AiRequest, readAiRequests } from './ai-requests.ts';
import { convertedMw, readChangedUnits } from './conversion.ts';
import { readMinersAtAi } from './miners-at-ai.ts';
import { type Outage, readOutages } from './outages.ts';
import { readHallWork } from './uplift/hall-work.ts';
import { readPolicies } from './uplift/policy.ts';
import { type NetworkEfficiency, readNetwork } from './network.ts';
import { type Figure, readFigures } from './public/figures.ts';
import { readHashprices } from './uplift/replay.ts';
import { noTrial, replayOf, type Trial, trialOf } from './uplift/trial.ts';
import { readWork } from './uplift/work.ts';

/** What is known of a site beside its loads. */
export interface Beside {
  /** What its policies of dispatch let be compared. */
  readonly trial: Trial;
  /** Power of the halls that went from mining to AI, MW; null where a rating is missing. */
  readonly converted: number | null;
  /** Share of the energy that AI worked with which miners drew; null where no AI energy is known. */
  readonly minersAtAi: number | null;
  /** When mining was to yield to AI, in order. */
  readonly requests: readonly AiRequest[];
  /** When its supply was out, as was told, in order. */
  readonly outages: readonly Outage[];
  /** Public tables that were imported. */
  readonly figures: readonly Figure[];
  /** What the network uses for a hash, by day. */
  readonly network: NetworkEfficiency;
  /** Changes of the difficulty, as shares, in order. */
  readonly adjustments: readonly number[];
}

export type BesideName = keyof Beside;

/** What is not read. */
export const noBeside: Beside = {
  trial: noTrial('no policy of dispatch is known'),
  converted: null,
  minersAtAi: null,
  requests: [],
  outages: [],
  figures: [],
  network: new Map(),
  adjustments: [],
};

export const besideNames = Object.keys(noBeside) as BesideName[];

/** A site, and the window that is asked for, UTC ms. */
interface Asked {
  readonly site: string;
  readonly zone: string;
  /** ISO 4217. */
  readonly currency: string;
  /** Whether a model may stand for a trial that measures nothing. */
  readonly mayModel?: boolean;
  readonly from: number;
  readonly to: number;
  readonly asOf?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The same in seconds, as statements take it. */
interface Span {
  readonly site: string;
  readonly from: number;
  readonly to: number;
  readonly signal?: AbortSignal;
}

type Reading = Pick<Store, 'query'>;

async function readTrial(store: Reading, span: Span, { zone, currency, mayModel, from, to }: Asked): Promise<Trial> {
  const policies = await readPolicies(store, span);
  const hashprices = mayModel && currency === 'USD' ? await readHashprices(store, span) : new Map<number, never>();
  // Boards are many: they are not read for nothing.
  const work = policies.length + hashprices.size > 0 ? await readWork(store, span) : [];
  const hallWork = policies.length > 0 ? await readHallWork(store, span) : [];
  const trial = trialOf(policies, { work, hallWork }, { zone, from, to });
  return replayOf(trial, { policies, work, hashprices }, zone);
}

const readers: {
  readonly [Name in BesideName]: (store: Reading, span: Span, asked: Asked) => Promise<Beside[Name]>;
} = {
  trial: readTrial,
  converted: async (store, span, { to }) => convertedMw(await readChangedUnits(store, span), to),
  minersAtAi: (store, span) => readMinersAtAi(store, span),
  requests: (store, span) => readAiRequests(store, span),
  outages: (store, span) => readOutages(store, span),
  figures: (store, { signal }, { asOf }) => readFigures(store, { asOf, signal }),
  network: (store, span) => readNetwork(store, span),
  adjustments: (store, span) => readAdjustments(store, span),
};

const notPublished =
  'what units did by the quarter of an hour is not published, so it is not known as of an earlier instant';

/**
 * Reads what is asked of what stands beside the load of a site. But for what was imported it is not published, and so not known as of an earlier
 * instant.
 */
export async function readBeside(
  store: Reading,
  asked: Asked,
  names: readonly BesideName[] = besideNames,
): Promise<Partial<Beside>> {
  const { site, from, to, asOf, signal } = asked;
  if (asOf !== undefined)
    return {
      trial: noTrial(notPublished),
      ...(names.includes('figures') && { figures: await readFigures(store, { asOf, signal }) }),
    };
  const span = { site, from: Math.ceil(from / 1000), to: Math.ceil(to / 1000), ...(signal && { signal }) };
  const found: Partial<Record<BesideName, unknown>> = {};
  for (const name of names) found[name] = await readers[name](store, span, asked);
  return found as Partial<Beside>;
}

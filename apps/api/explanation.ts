import type { Evidence, Explanation } from '#kpi';
import { isoOf } from '#runtime';
import { formulaOf } from './dictionary.ts';
import type { ExplanationAnswer } from './explanation-shapes.ts';
import { valuesOf } from './values.ts';

type Grounds = Pick<
  ExplanationAnswer,
  'units' | 'mix' | 'lineage' | 'omitted' | 'register' | 'prices' | 'carbon' | 'rents' | 'facts'
>;

const none: Grounds = {
  units: [],
  mix: [],
  lineage: [],
  omitted: null,
  register: null,
  prices: null,
  carbon: null,
  rents: null,
  facts: [],
};

function pricesOf({ prices }: Evidence): Grounds['prices'] {
  if (!prices) return null;
  const { known_ms, ...rest } = prices;
  return { ...rest, known_at: isoOf(known_ms) };
}

function carbonOf({ carbon }: Evidence): Grounds['carbon'] {
  if (!carbon) return null;
  const { known_ms, ...rest } = carbon;
  return { ...rest, known_at: isoOf(known_ms) };
}

function rentsOf({ rents }: Evidence): Grounds['rents'] {
  if (!rents) return null;
  const { known_ms, ...rest } = rents;
  return { ...rest, known_at: isoOf(known_ms) };
}

function registerOf({ register }: Evidence): Grounds['register'] {
  if (!register) return null;
  const { last_revision, known_ms, ...rest } = register;
  return { revision: last_revision, known_at: isoOf(known_ms), ...rest };
}

const isoOrNull = (ms: number | null): string | null => (ms === null ? null : isoOf(ms));

const groundsOf = (evidence: Evidence): Grounds => ({
  units: evidence.units.map(({ expectedMs, reportedMs, flags, through, ...unit }) => ({
    ...unit,
    expected_ms: expectedMs,
    reported_ms: reportedMs,
    flags: [...flags],
    through: isoOrNull(through),
  })),
  mix: [...evidence.mix],
  lineage: [...evidence.lineage],
  omitted: evidence.omitted,
  register: registerOf(evidence),
  prices: pricesOf(evidence),
  carbon: carbonOf(evidence),
  facts: evidence.facts.map(({ from, to, ...fact }) => ({ ...fact, from: isoOrNull(from), to: isoOrNull(to) })),
  rents: rentsOf(evidence),
});

/** Whole numbers add up to the last one; amounts of money have decimals, which doubles round. */
function isSame(sum: number | null, of: number | null): boolean {
  if (sum === null || of === null || (Number.isInteger(sum) && Number.isInteger(of))) return sum === of;
  return Math.abs(sum - of) <= 1e-12 * Math.abs(of);
}

/** An explanation as it is answered. */
export function explanationAnswer(explanation: Explanation): ExplanationAnswer {
  const { value, source, inputs, parts, numerator, denominator, statements, evidence } = explanation;
  const [shown] = valuesOf([value]);
  if (!shown) throw new Error('A value is shown as one row');
  const addUp = isSame(numerator, value.numerator) && isSame(denominator, value.denominator);
  return {
    value: shown,
    formula: formulaOf(value.metric, source),
    inputs: inputs.map(explanationAnswer),
    parts: valuesOf(parts),
    sums: { numerator, denominator, add_up: parts.length === 0 ? null : addUp },
    statements: statements.map(({ sql, params }) => ({ sql, params: { ...params } })),
    ...(evidence ? groundsOf(evidence) : none),
  };
}

import { type Draft, isRecord, note, numberOf } from '../draft.ts';
import type { Resource } from './tree.ts';

/** One figure of a loop and where it was found. */
export interface Found {
  readonly value: number;
  readonly source: string;
}

/** What the connectors of one side say together: flow in L/min, temperatures in Cel, heat in W. */
export interface Loop {
  readonly flow: Found | null;
  readonly supply: Found | null;
  readonly return: Found | null;
  readonly heat: Found | null;
  /** From flow, temperatures and the coolant's properties. */
  readonly computedHeat: Found | null;
}

/** Water at about 25 °C: kg/m³ and kJ/(kg K). */
const water = { density: 997, specificHeat: 4.18 };

interface Connector {
  readonly flow: number | null;
  readonly supply: number | null;
  readonly return: number | null;
  readonly delta: number | null;
  readonly heat: number | null;
  readonly density: number;
  readonly specificHeat: number;
}

function readingOf(draft: Draft, side: string, connector: Resource, name: string): number | null {
  const value = connector[name];
  const reading = isRecord(value) ? numberOf(value.Reading) : null;
  if (reading === null || Number.isFinite(reading)) return reading;
  note(draft, `${side}.${name}`, 'the reading is no number');
  return null;
}

const positive = (value: unknown): number | null => {
  const found = numberOf(value);
  return found !== null && found > 0 && Number.isFinite(found) ? found : null;
};

function connectorOf(draft: Draft, side: string, connector: Resource, unitCoolant: Resource): Connector {
  const own = isRecord(connector.Coolant) ? connector.Coolant : {};
  const read = (name: string): number | null => readingOf(draft, side, connector, name);
  return {
    flow: read('FlowLitersPerMinute'),
    supply: read('SupplyTemperatureCelsius'),
    return: read('ReturnTemperatureCelsius'),
    delta: read('DeltaTemperatureCelsius'),
    heat: read('HeatRemovedkW'),
    density: positive(own.DensityKgPerCubicMeter) ?? positive(unitCoolant.DensityKgPerCubicMeter) ?? water.density,
    specificHeat:
      positive(own.SpecificHeatkJoulesPerKgK) ?? positive(unitCoolant.SpecificHeatkJoulesPerKgK) ?? water.specificHeat,
  };
}

/** Known only when every connector's is: a part is not the whole. */
function sumOf(values: readonly (number | null)[], source: string): Found | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return values.length === 0
    ? null
    : { value: sum, source: values.length > 1 ? `${source} (sum of ${values.length})` : source };
}

/** What mixes: the mean weighted by flow where all flows are known, else the plain mean. */
function mixOf(
  connectors: readonly Connector[],
  pick: (connector: Connector) => number | null,
  source: string,
): Found | null {
  const known = connectors.filter((connector) => pick(connector) !== null);
  const [first] = known;
  if (!first) return null;
  if (known.length === 1) return { value: pick(first) ?? 0, source };
  const isWeighted = known.every(({ flow }) => flow !== null) && known.some(({ flow }) => (flow ?? 0) > 0);
  let sum = 0;
  let weights = 0;
  for (const connector of known) {
    const weight = isWeighted ? (connector.flow ?? 0) : 1;
    sum += (pick(connector) ?? 0) * weight;
    weights += weight;
  }
  return { value: sum / weights, source: `${source} (mean of ${known.length})` };
}

/** Heat in W: L/min ÷ 60 is L/s, and kg/m³ are g/L, so that with kJ the powers of ten cancel. */
function heatOf({ flow, supply, return: back, delta, density, specificHeat }: Connector): number | null {
  const difference = supply !== null && back !== null ? back - supply : delta;
  return flow === null || difference === null ? null : (flow / 60) * density * specificHeat * difference;
}

/** Puts the connectors of one side together. `unitCoolant` stands in where a connector does not describe its own coolant; water does after that. */
export function loopOf(draft: Draft, side: string, resources: readonly Resource[], unitCoolant: Resource): Loop {
  const connectors = resources.map((resource) => connectorOf(draft, side, resource, unitCoolant));
  const heatKw = sumOf(
    connectors.map(({ heat }) => heat),
    `${side}.HeatRemovedkW`,
  );
  return {
    flow: sumOf(
      connectors.map(({ flow }) => flow),
      `${side}.FlowLitersPerMinute`,
    ),
    supply: mixOf(connectors, ({ supply }) => supply, `${side}.SupplyTemperatureCelsius`),
    return: mixOf(connectors, (connector) => connector.return, `${side}.ReturnTemperatureCelsius`),
    heat: heatKw && { value: heatKw.value * 1000, source: heatKw.source },
    computedHeat: sumOf(connectors.map(heatOf), `${side}: flow × temperature difference`),
  };
}

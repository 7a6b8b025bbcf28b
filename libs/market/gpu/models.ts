/** How a GPU is mounted: on a board of its own maker's (SXM), as a card, or as a bridged pair of cards (NVL). */
export type FormFactor = 'SXM' | 'PCIe' | 'NVL';

export interface GpuModel {
  /** One name per model, such as `H100`; with its memory where it is sold in several sizes and the size is known, as in `A100 80GB`. */
  readonly model: string;
  readonly formFactor: FormFactor | null;
}

/** Accelerators that are rented out; sizes in GB where there are several. */
const models: readonly { readonly name: string; readonly sizes?: readonly number[] }[] = [
  ...['GB300', 'GB200', 'GH200', 'B300', 'B200', 'H800', 'H200', 'H100'].map((name) => ({ name })),
  { name: 'A100', sizes: [40, 80] },
  { name: 'V100', sizes: [16, 32] },
  ...['A800', 'L40S', 'L40', 'L4', 'A40', 'A30', 'A16', 'A10G', 'A10', 'T4G', 'T4', 'P100', 'P40', 'P4', 'K80'].map(
    (name) => ({ name }),
  ),
  ...['MI355X', 'MI350X', 'MI325X', 'MI300X', 'MI250X', 'MI250', 'MI210', 'MI100'].map((name) => ({ name })),
];

const formFactors: readonly (readonly [pattern: RegExp, formFactor: FormFactor])[] = [
  [/SXM\d?/, 'SXM'],
  [/NVL/, 'NVL'],
  [/PCI-?E/, 'PCIe'],
];

/** Cards for workstations and games: `RTX 4090`, `RTXA6000`, `A6000`, `RTX6000-Ada`, `RTX PRO 6000`; a suffix is another card. */
const card = /\b(?:RTX[ -]?(PRO[ -]?)?(A?\d{4})(?:[ -]?(TI|SUPER|D|ADA))?( SUPER)?|(A[456]\d00))\b/;

/** The size that a memory is meant to be: sources round, and count GB or GiB. */
const nearest = (sizes: readonly number[], memoryGib: number): number =>
  sizes.reduce((best, size) => (Math.abs(size - memoryGib) < Math.abs(best - memoryGib) ? size : best));

function cardOf(text: string): string | null {
  const [found, pro, number, suffix, more, bare] = card.exec(text) ?? [];
  if (found === undefined) return null;
  return ['RTX', pro && 'PRO', number, suffix, more?.trim(), bare].filter(Boolean).join(' ');
}

function acceleratorOf(text: string, memoryGib: number | null): string | null {
  const known = models.find((model) => new RegExp(`(^|[^A-Z0-9])${model.name}(?![A-Z0-9])`).test(text));
  if (!known) return null;
  const said = /\b(\d{2,3}) ?GI?B\b/.exec(text)?.[1];
  const memory = said === undefined ? memoryGib : Number(said);
  return known.sizes && memory !== null ? `${known.name} ${nearest(known.sizes, memory)}GB` : known.name;
}

/**
 * The model that a name on a price list means, among them `H100_SXM5`, `NVIDIA H100 80GB HBM3`, `H100 NVL`, `A100-80GB`, `A100SXM4`, `RTX4090`.
 * Null for one that is not known: guessing would mix prices of different things.
 */
export function gpuModelOf(name: string, memoryGib: number | null): GpuModel | null {
  const text = name.toUpperCase().replaceAll('_', ' ');
  const [pattern, formFactor = null] = formFactors.find(([of]) => of.test(text)) ?? [];
  const model = cardOf(text) ?? acceleratorOf(pattern ? text.replace(pattern, ' ') : text, memoryGib);
  return model === null ? null : { model, formFactor };
}

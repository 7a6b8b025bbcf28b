/** One block of a SunSpec map: `registers[0]` is the model's id and `registers[1]` its length, so that indices are the offsets of its definition. */
export interface SunspecModel {
  readonly id: number;
  /** Wire address of the id register. */
  readonly address: number;
  readonly registers: Uint16Array;
}

/** The blocks of a device that are read: the common model and the first meter model. */
export interface SunspecRaw {
  readonly base: number;
  readonly models: readonly SunspecModel[];
}

/** Offsets of the common model (1): strings of `length` registers. */
export const common = {
  make: { offset: 2, length: 16 },
  model: { offset: 18, length: 16 },
  options: { offset: 34, length: 8 },
  firmware: { offset: 42, length: 8 },
  serial: { offset: 50, length: 16 },
} as const;

/** Offsets of the integer meter models 201 to 204, with their scale factors. */
export const integerMeter = {
  PhV: { offset: 7, scale: 15 },
  PhVphA: { offset: 8, scale: 15 },
  PhVphB: { offset: 9, scale: 15 },
  PhVphC: { offset: 10, scale: 15 },
  Hz: { offset: 16, scale: 17 },
  W: { offset: 18, scale: 22 },
  VA: { offset: 23, scale: 27 },
  PF: { offset: 33, scale: 37 },
  TotWhExp: { offset: 38, scale: 54 },
  TotWhImp: { offset: 46, scale: 54 },
} as const;

/** Offsets of the float meter models 211 to 214. */
export const floatMeter = {
  PhV: { offset: 10 },
  PhVphA: { offset: 12 },
  PhVphB: { offset: 14 },
  PhVphC: { offset: 16 },
  Hz: { offset: 26 },
  W: { offset: 28 },
  VA: { offset: 36 },
  PF: { offset: 52 },
  TotWhExp: { offset: 60 },
  TotWhImp: { offset: 68 },
} as const;

export type Point = keyof typeof integerMeter;

export const isIntegerMeter = (id: number): boolean => id >= 201 && id <= 204;
export const isFloatMeter = (id: number): boolean => id >= 211 && id <= 214;

/** How many registers after the header are needed of a model, or 0 where it is passed over. */
export function neededOf(id: number): number {
  if (id === 1) return 64;
  if (isIntegerMeter(id)) return 53;
  return isFloatMeter(id) ? 68 : 0;
}

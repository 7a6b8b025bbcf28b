/** How often chance alone gives as much as was found: two-sided, over others that could as well have been. */
export interface Chance {
  readonly p: number;
  /** How many others there were to be held against. */
  readonly others: number;
  /** The smallest p that so few can give. */
  readonly least: number;
}

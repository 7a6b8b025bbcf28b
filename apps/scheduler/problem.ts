/** Something that an operator has to look at. */
export interface Problem {
  /** The report or the rule that it is about. */
  readonly about: string;
  readonly channel?: string;
  readonly error: string;
}

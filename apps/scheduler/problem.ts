/** Something that an operator has to look at. */
export interface Problem {
  /** The report, the rule or the table that it is about. */
  readonly about: string;
  readonly channel?: string;
  readonly error: string;
}

/** An issue in the formats that it is delivered in. */
export interface Parcel {
  readonly report: string;
  readonly period: string;
  readonly subject: string;
  /** The page first. */
  readonly files: readonly {
    readonly extension: 'html' | 'xlsx' | 'csv' | 'json';
    readonly content: string | Buffer;
  }[];
}

/** Hands an issue over; rejects with why it could not. Handing over the same once more changes nothing, or can be told apart by its name. */
export type Deliver = (parcel: Parcel) => Promise<void>;

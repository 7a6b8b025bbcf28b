/** A span in which a dated fact holds, UTC ms, half-open; open ends are ±Infinity. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

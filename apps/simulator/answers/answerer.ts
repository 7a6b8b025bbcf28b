/** Makes the answer of one device at an instant, UTC ms. */
export type Answerer<Raw> = (now: number) => Raw;

import type { z } from 'zod';

/** One route of the API: what it takes and what it answers. */
export interface Route {
  /** `get` unless given. */
  readonly method?: 'post' | 'put' | 'delete';
  readonly path: string;
  readonly summary: string;
  readonly parameters: z.ZodObject;
  /** Parameters of the path and what they are. */
  readonly names?: Readonly<Record<string, string>>;
  /** Of the request, JSON. */
  readonly body?: z.ZodType;
  /** Whether the request may be CSV instead. */
  readonly isCsvToo?: true;
  readonly answer: z.ZodType | 'text';
  /** Media types of the answer. */
  readonly media?: readonly string[];
}

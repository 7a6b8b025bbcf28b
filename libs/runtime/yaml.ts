import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { PipelineError } from './errors.ts';
import { nearest } from './nearest.ts';

type Keys = readonly PropertyKey[];

/** A fault at a place of a file. */
export interface Fault {
  readonly keys: Keys;
  readonly message: string;
}

export interface YamlOptions<Schema extends z.ZodType> {
  /** Names the file in faults. */
  readonly path: string;
  readonly schema: Schema;
  /** Keys that an unknown one may have been meant to be. */
  readonly knownKeys: readonly string[];
  /** What no single key shows: references, doubles. */
  readonly check?: (value: z.output<Schema>) => readonly Fault[];
  /** Says what is wrong better than the schema does; undefined where it does not. */
  readonly explain?: (issue: z.core.$ZodIssue) => string | undefined;
}

function refused(path: string, faults: readonly string[]): PipelineError {
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  return new PipelineError('CONFIG_INVALID', `${path} has ${count}:\n  ${faults.join('\n  ')}`, {
    details: { faults },
  });
}

function describe(
  issue: z.core.$ZodIssue,
  at: (keys: Keys) => string,
  { knownKeys, explain }: Pick<YamlOptions<z.ZodType>, 'knownKeys' | 'explain'>,
): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const hint = nearest(key, knownKeys);
      return `${at([...issue.path, key])}: unknown key${hint ? `; did you mean ${hint}?` : ''}`;
    });
  }
  return [`${at(issue.path)}: ${explain?.(issue) ?? issue.message}`];
}

/**
 * Parses the YAML of a file that somebody has written. Throws `CONFIG_INVALID` whose `details.faults` lists every fault as
 * `file:line:column key: what is wrong`, not only the first one.
 */
export function parseYaml<Schema extends z.ZodType>(text: string, options: YamlOptions<Schema>): z.output<Schema> {
  const { path, schema, check } = options;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const placed = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    const first = (message: string): string => message.split('\n')[0] ?? 'not YAML';
    throw refused(
      path,
      document.errors.map((error) => `${placed(error.pos[0])} ${first(error.message)}`),
    );
  }
  // A missing key is shown at what should hold it.
  const at = (keys: Keys): string => {
    const name = keys.map(String).join('.') || 'file';
    for (let depth = keys.length; depth >= 0; depth--) {
      const node = depth === 0 ? document.contents : document.getIn(keys.slice(0, depth), true);
      if (isNode(node) && node.range) return `${placed(node.range[0])} ${name}`;
    }
    return `${path}:1:1 ${name}`;
  };
  const parsed = schema.safeParse(document.toJS());
  if (!parsed.success)
    throw refused(
      path,
      parsed.error.issues.flatMap((issue) => describe(issue, at, options)),
    );
  const faults = check?.(parsed.data) ?? [];
  if (faults.length > 0)
    throw refused(
      path,
      faults.map(({ keys, message }) => `${at(keys)}: ${message}`),
    );
  return parsed.data;
}

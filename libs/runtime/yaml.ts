import { readFileSync } from 'node:fs';
import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { messageOf, PipelineError } from './errors.ts';
import { nearest } from './nearest.ts';

/** A YAML file as plain values that still knows where each key stands. */
export interface YamlFile {
  readonly value: unknown;
  /** The place of a key as `file:line:column key`; a missing key is shown at what should hold it. */
  readonly at: (keys: readonly PropertyKey[]) => string;
}

/** The text of a file of settings. Throws `CONFIG_INVALID` when there is none that can be read. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new PipelineError('CONFIG_INVALID', `${path}: cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/** Reads the text of a YAML file; `path` only names it. Throws `CONFIG_INVALID` with every fault of syntax. */
export function readYaml(text: string, path: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const syntax = document.errors.map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    return `${path}:${line}:${col} ${error.message.split('\n')[0] ?? 'not YAML'}`;
  });
  if (syntax.length > 0) throw faultyFile(path, syntax);
  return { value: valueOf(document, path), at: (keys) => position({ document, lines, path }, keys) };
}

/** The error of a file of settings that has faults, each a line; they are in `details.faults` too. */
export function faultyFile(path: string, faults: readonly string[]): PipelineError {
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  return new PipelineError('CONFIG_INVALID', `${path} has ${count}:\n  ${faults.join('\n  ')}`, {
    details: { faults },
  });
}

function valueOf(document: Document.Parsed, path: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // Aliases that multiply beyond reason, or that name nothing, come to light only here.
    throw faultyFile(path, [`${path}:1:1 ${messageOf(error)}`]);
  }
}

interface Source {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  readonly path: string;
}

function position({ document, lines, path }: Source, keys: readonly PropertyKey[]): string {
  const name = keys.map(String).join('.') || 'file';
  for (let depth = keys.length; depth >= 0; depth--) {
    const node = depth === 0 ? document.contents : document.getIn(keys.slice(0, depth), true);
    if (isNode(node) && node.range) {
      const { line, col } = lines.linePos(node.range[0]);
      return `${path}:${line}:${col} ${name}`;
    }
  }
  return `${path}:1:1 ${name}`;
}

/** A fault at a place of a file. */
export interface Fault {
  readonly keys: readonly PropertyKey[];
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

function faultsOf(issue: z.core.$ZodIssue, { knownKeys, explain }: YamlOptions<z.ZodType>): Fault[] {
  if (issue.code !== 'unrecognized_keys') return [{ keys: issue.path, message: explain?.(issue) ?? issue.message }];
  return issue.keys.map((key) => {
    const hint = nearest(key, knownKeys);
    return { keys: [...issue.path, key], message: `unknown key${hint ? `; did you mean ${hint}?` : ''}` };
  });
}

/**
 * Parses the YAML of a file of settings. Throws `CONFIG_INVALID` whose `details.faults` lists every fault as
 * `file:line:column key: what is wrong`, not only the first one.
 */
export function parseYaml<Schema extends z.ZodType>(text: string, options: YamlOptions<Schema>): z.output<Schema> {
  const { path, schema, check } = options;
  const { value, at } = readYaml(text, path);
  const refuse = (faults: readonly Fault[]): PipelineError =>
    faultyFile(
      path,
      faults.map(({ keys, message }) => `${at(keys)}: ${message}`),
    );
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw refuse(parsed.error.issues.flatMap((issue) => faultsOf(issue, options)));
  const faults = check?.(parsed.data) ?? [];
  if (faults.length > 0) throw refuse(faults);
  return parsed.data;
}

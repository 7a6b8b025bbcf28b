import { z } from 'zod';
import { nearest, PipelineError } from '#runtime';
import { labelNames } from './rule.ts';
import type { Labels } from './notification.ts';

const longest = 200;
const operators = ['=', '!=', '=~', '!~'] as const;

/** One atom of a pattern: any character, a class, an escaped or a plain character. */
const atom = String.raw`(?:\.|\[\^?[\w .:\/-]+\]|\\[dw.\\/+*?()|[\]{}^$-]|[\w :\/,@#=-])`;
const alternative = new RegExp(`^(?:${atom}[+*?]?)*$`);

/**
 * What is wrong with a pattern. It is the part of regular expressions without groups and with at most two repetitions in an
 * alternative, since others can take for ever on a text made for it.
 */
function patternFault(pattern: string): string | undefined {
  if (pattern.length > longest) return `is longer than ${longest} characters`;
  for (const part of pattern.split(/(?<!\\)\|/)) {
    if (!alternative.test(part)) return `${part} has more than alternatives, classes, ., *, + and ?`;
    if ((part.replaceAll(/\\./g, '').match(/[*+]/g)?.length ?? 0) > 2) return `${part} has more than two of * and +`;
  }
  try {
    void new RegExp(pattern);
    return undefined;
  } catch {
    return `${pattern} is not a regular expression`;
  }
}

/** A condition on a label, as of Alertmanager: `=~` matches the whole value; a label that is missing is empty. */
export const matcherSchema = z
  .strictObject({ name: z.enum(labelNames), op: z.enum(operators).default('='), value: z.string().max(longest) })
  .superRefine(({ op, value }, context) => {
    const fault = op === '=~' || op === '!~' ? patternFault(value) : undefined;
    if (fault !== undefined) context.addIssue({ code: 'custom', path: ['value'], message: fault });
  });
export type Matcher = z.output<typeof matcherSchema>;

/** A matcher as it is written: `hall=shed`, `device!~gpu-.*`. Throws `CONFIG_INVALID` with what is wrong. */
export function parseMatcher(text: string): Matcher {
  const [, name, op, value] = /^(\w+)(=~|!~|!=|=)(.*)$/s.exec(text) ?? [];
  const wrong = (why: string): PipelineError => new PipelineError('CONFIG_INVALID', `${text}: ${why}`);
  if (name === undefined) throw wrong('is no matcher: write hall=shed, or device=~gpu-.*');
  const parsed = matcherSchema.safeParse({ name, op, value });
  if (parsed.success) return parsed.data;
  const hint = nearest(name, labelNames);
  const isName = parsed.error.issues.some(({ path }) => path[0] === 'name');
  throw wrong(
    isName
      ? `alerts have no label ${name}${hint ? `; did you mean ${hint}?` : ''}`
      : (parsed.error.issues[0]?.message ?? 'is wrong'),
  );
}

function matchesOne({ name, op, value }: Matcher, labels: Labels): boolean {
  const actual = (labels[name] ?? '').slice(0, 1_000);
  if (op === '=') return actual === value;
  if (op === '!=') return actual !== value;
  return new RegExp(`^(?:${value})$`, 's').test(actual) === (op === '=~');
}

/** Whether labels meet all of some matchers. */
export const matches = (matchers: readonly Matcher[], labels: Labels): boolean =>
  matchers.every((matcher) => matchesOne(matcher, labels));

/** Matchers that every alert meets would silence all: at least one must ask for something. */
export const matchersSchema = z
  .array(matcherSchema)
  .min(1, 'needs at least one matcher')
  .max(20)
  .refine((matchers) => !matches(matchers, {}), 'needs a matcher that an alert without labels does not meet');

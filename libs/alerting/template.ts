import { nearest } from '#runtime';

/** What a template may name between `{{` and `}}`. */
export const templateNames = [
  'alertname',
  'title',
  'severity',
  'metric',
  'status',
  'site',
  'hall',
  'model',
  'device',
  'value',
  'unit',
  'numerator',
  'denominator',
  'coverage',
  'quality',
  'reason',
  'started_at',
  'explain',
] as const;
export type TemplateName = (typeof templateNames)[number];

/** What the names of a template stand for; null is printed as `unknown`. */
export type TemplateValues = Readonly<Record<TemplateName, string | null>>;

const placeholder = /\{\{([^{}]*)\}\}/g;

const isTemplateName = (name: string): name is TemplateName => (templateNames as readonly string[]).includes(name);

/** What is wrong with a template, in words: names that are not known, braces that do not pair. Empty when nothing is. */
export function templateFaults(template: string): string[] {
  const faults: string[] = [];
  const rest = template.replaceAll(placeholder, (_, inner: string) => {
    const name = inner.trim();
    if (isTemplateName(name)) return '';
    const hint = nearest(name, templateNames);
    faults.push(
      `{{ ${name} }} is not known${hint ? `; did you mean {{ ${hint} }}?` : `; known are ${templateNames.join(', ')}`}`,
    );
    return '';
  });
  if (/\{\{|\}\}/.test(rest)) faults.push('has {{ or }} without its counterpart');
  return faults;
}

/** The names that a template without faults uses. */
export const namesOf = (template: string): TemplateName[] =>
  [...template.matchAll(placeholder)].map(([, inner]) => (inner ?? '').trim()).filter(isTemplateName);

/** Fills a template in. Values are put in as they are and never read as a template; text is for a channel to escape. */
export const render = (template: string, values: TemplateValues): string =>
  template
    .replaceAll(placeholder, (whole, inner: string) => {
      const name = inner.trim();
      return isTemplateName(name) ? (values[name] ?? 'unknown') : whole;
    })
    .trim();

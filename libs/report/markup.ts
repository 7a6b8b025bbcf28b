const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => escapes[character] ?? '');

/** Markup as it stands; made by `h` from texts that it has escaped, and of our own drawings. */
class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in an element; null is nothing. */
export type Part = Markup | string | null | readonly Part[];

const textOf = (part: Part): string => {
  if (part === null) return '';
  if (typeof part === 'string') return escaped(part);
  return part instanceof Markup ? part.text : part.map(textOf).join('');
};

const voids = ['meta', 'img'];

/** An element of HTML with its attributes and what is in it. Texts are escaped; there is no way to put markup in as a text. */
export function h(name: string, attributes: Readonly<Record<string, string>> | null, ...parts: Part[]): Markup {
  const given = Object.entries(attributes ?? {}).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const end = voids.includes(name) ? '' : `</${name}>`;
  return new Markup(`<${name}${given.join('')}>${textOf(parts)}${end}`);
}

/** A drawing of ours, as wide as the page lets it be; `caption` is for those who cannot see it. */
export const picture = (svg: string, caption: string): Markup =>
  new Markup(
    svg.replace(
      '<svg ',
      () => `<svg role="img" aria-label="${escaped(caption)}" style="display:block;max-width:100%;height:auto" `,
    ),
  );

/** A whole page. */
export const pageOf = (html: Markup): string => `<!doctype html>\n${html.text}\n`;

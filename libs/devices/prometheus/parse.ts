/** One sample of a Prometheus text. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly timestampMs?: number;
}

/** The samples of a Prometheus text, in its order. */
export interface Exposition {
  readonly samples: readonly Sample[];
  /** One for each line that could not be read, with its number; a bad line loses only itself. */
  readonly problems: readonly string[];
  /** Lines that are not blank, comments included. */
  readonly lines: number;
}

const metricName = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const labelName = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const blanks = /[ \t]*/y;
const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const special: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Infinity,
  '+inf': Infinity,
  '-inf': -Infinity,
  infinity: Infinity,
  '+infinity': Infinity,
  '-infinity': -Infinity,
};
const escapes: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' };

interface Line {
  readonly text: string;
  at: number;
}

function take(line: Line, pattern: RegExp): string | undefined {
  pattern.lastIndex = line.at;
  const found = pattern.exec(line.text)?.[0];
  line.at += found?.length ?? 0;
  return found;
}

function takeQuoted(line: Line): string {
  if (line.text[line.at] !== '"') throw new SyntaxError('a label value is not in quotes');
  let value = '';
  for (let at = line.at + 1; at < line.text.length; at++) {
    const letter = line.text[at] ?? '';
    if (letter === '"') {
      line.at = at + 1;
      return value;
    }
    if (letter !== '\\') value += letter;
    else {
      at++;
      const next = line.text[at] ?? '';
      value += escapes[next] ?? `\\${next}`;
    }
  }
  throw new SyntaxError('a label value does not end');
}

function takeLabels(line: Line): Record<string, string> {
  const labels = Object.create(null) as Record<string, string>;
  if (line.text[line.at] !== '{') return labels;
  line.at++;
  for (;;) {
    take(line, blanks);
    if (line.text[line.at] === '}') break;
    const name = take(line, labelName);
    if (name === undefined) throw new SyntaxError('a label has no name');
    if (name in labels) throw new SyntaxError(`the label ${name} stands twice`);
    take(line, blanks);
    if (line.text[line.at++] !== '=') throw new SyntaxError(`the label ${name} has no value`);
    take(line, blanks);
    labels[name] = takeQuoted(line);
    take(line, blanks);
    if (line.text[line.at] === ',') line.at++;
    else if (line.text[line.at] !== '}') throw new SyntaxError('the labels do not end');
  }
  line.at++;
  return labels;
}

function toNumber(text: string): number {
  const value = number.test(text) ? Number(text) : special[text.toLowerCase()];
  if (value === undefined) throw new SyntaxError(`${JSON.stringify(text.slice(0, 40))} is no number`);
  return value;
}

/** One line; an exemplar after `#` is left out. */
function parseLine(text: string): Sample {
  const line: Line = { text, at: 0 };
  const name = take(line, metricName);
  if (name === undefined) throw new SyntaxError('there is no metric name');
  take(line, blanks);
  const labels = takeLabels(line);
  const rest = text.slice(line.at);
  const comment = rest.indexOf(' #');
  const [value, timestamp, more] = (comment < 0 ? rest : rest.slice(0, comment)).trim().split(/[ \t]+/);
  if (value === undefined || value === '') throw new SyntaxError('there is no value');
  if (more !== undefined) throw new SyntaxError('there is more after the timestamp');
  const sample = { name, labels, value: toNumber(value) };
  return timestamp === undefined ? sample : { ...sample, timestampMs: toNumber(timestamp) };
}

/** Parses Prometheus' text format (0.0.4, and what OpenMetrics adds to a sample's line). Never throws. */
export function parseExposition(text: string): Exposition {
  const samples: Sample[] = [];
  const problems: string[] = [];
  let lines = 0;
  let number = 0;
  for (const raw of text.split('\n')) {
    number++;
    const line = raw.trim();
    if (line === '') continue;
    lines++;
    if (line.startsWith('#')) continue;
    try {
      samples.push(parseLine(line));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      problems.push(`line ${number}: ${error.message}`);
    }
  }
  return { samples, problems, lines };
}

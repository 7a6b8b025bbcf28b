import Table from 'cli-table3';
import type { Clock } from '#runtime';
import type { DemoMetric } from './summary.ts';

/** What the demo shows on stderr: a bar and a refreshing table on a terminal, plain lines elsewhere. */
export interface Screen {
  say(line: string): void;
  /** `share` of 0 to 1 is done. */
  progress(what: string, share: number, detail: string): void;
  table(metrics: readonly DemoMetric[], lines: readonly string[]): void;
}

const barWidth = 40;
const plainEveryMs = 5_000;

const number = (value: number | null): string => {
  if (value === null) return '–';
  const size = Math.abs(value);
  return size !== 0 && (size >= 1e7 || size < 1e-3)
    ? value.toExponential(4)
    : value.toLocaleString('en', { maximumSignificantDigits: 6 });
};
const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toPrecision(2)} %`);

export function createScreen(clock: Clock): Screen {
  const output = process.stderr;
  let isBarOpen = false;
  let saidAt = -Infinity;
  let height = 0;
  const closeBar = (): void => {
    if (isBarOpen) output.write('\n');
    isBarOpen = false;
  };
  return {
    say(line) {
      closeBar();
      output.write(`${line}\n`);
    },
    progress(what, share, detail) {
      if (output.isTTY) {
        const filled = Math.round(share * barWidth);
        output.write(
          `\r${what} [${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}] ${percent(share).padStart(7)} ${detail}   `,
        );
        isBarOpen = true;
      } else if (clock.monotonic() - saidAt >= plainEveryMs || share === 1) {
        saidAt = clock.monotonic();
        output.write(`${what} ${Math.round(share * 100)} % ${detail}\n`);
      }
    },
    table(metrics, lines) {
      if (!output.isTTY) return;
      closeBar();
      const table = new Table({
        head: ['metric', 'site', 'measured', 'unit', 'truth', 'differs by', 'may differ by'],
        style: { head: [], border: [] },
      });
      for (const one of metrics) {
        table.push([
          one.metric,
          one.site,
          number(one.value),
          one.unit,
          number(one.truth),
          percent(one.relative_difference),
          percent(one.tolerance),
        ]);
      }
      const text = `${table.toString()}\n${lines.join('\n')}\n`;
      output.write(`${height > 0 ? `\x1b[${height}A\x1b[0J` : ''}${text}`);
      height = text.split('\n').length - 1;
    },
  };
}

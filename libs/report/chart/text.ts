import type { Chart } from '../document.ts';

const grains: Readonly<Record<Chart['grain'], string>> = { hour: 'hour by hour', day: 'day by day' };

const counted = (count: number): string => (count === 1 ? '1 value is' : `${count} values are`);

/** What a chart shows, for those who read it and those who cannot see it: what hollow marks and grey stand for, where there are any. */
export function chartText({ title, grain, kind, series }: Chart): string {
  const points = series.flatMap((each) => each.points);
  const partial = points.filter(({ quality }) => quality === 'partial').length;
  const missing = points.filter(({ value }) => value === null).length;
  return [
    `${title}, ${grains[grain]}, in the time of the site.`,
    series.length > 1 ? 'Each has an axis of its own.' : '',
    partial > 0
      ? `${counted(partial)} from measurements of a part of the time: hollow ${kind === 'bar' ? 'bars' : 'marks'}.`
      : '',
    missing > 0 ? `${counted(missing)} not known: grey.` : '',
  ]
    .filter((text) => text !== '')
    .join(' ');
}

import type { Chart, Series } from '../document.ts';

/** px; a page is this wide. */
export const drawingWidth = 760;

/** A page of paper takes no more rows of panels than these. */
const rowsPerDrawing = 5;

/** Panels beside each other, and how high they are, px. */
interface Arrangement {
  readonly across: number;
  readonly height: number;
}

function arrangementOf(count: number): Arrangement {
  if (count === 1) return { across: 1, height: 210 };
  return count <= 4 ? { across: 2, height: 170 } : { across: 3, height: 140 };
}

/** A part of a chart that is drawn as one picture. */
export interface Drawing {
  readonly chart: Chart;
  readonly series: readonly Series[];
  readonly across: number;
  /** Height of a panel, px. */
  readonly height: number;
}

/** The pictures of a chart: one, unless it has more panels than a page of paper takes. */
export function drawingsOf(chart: Chart): Drawing[] {
  const { across, height } = arrangementOf(chart.series.length);
  const most = across * rowsPerDrawing;
  const parts = Math.ceil(chart.series.length / most);
  return Array.from({ length: parts }, (_, part) => ({
    chart,
    series: chart.series.slice(part * most, (part + 1) * most),
    across,
    height,
  }));
}

export const drawingHeight = ({ series, across, height }: Drawing): number =>
  Math.ceil(series.length / across) * height;

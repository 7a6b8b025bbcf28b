import { svgOf } from './chart/draw.ts';
import { drawingHeight, drawingWidth } from './chart/layout.ts';
import { pngOf } from './chart/png.ts';
import type { ReportDocument } from './document.ts';
import { pageWith } from './html.ts';
import { h } from './markup.ts';
import { zonesOf } from './page.ts';

/** A page as a mail: pictures are parts of it, which the page calls by their `cid`. */
export interface MailPage {
  readonly html: string;
  readonly pictures: readonly { readonly cid: string; readonly png: Buffer }[];
}

/** An issue as a mail, the same whenever it is rendered. Mail clients show no SVG, so charts are PNG. */
export function mailOf(document: ReportDocument): MailPage {
  const zones = zonesOf(document);
  const pictures: { cid: string; png: Buffer }[] = [];
  const html = pageWith(document, (drawing, caption) => {
    const cid = `chart-${pictures.length + 1}@coload`;
    pictures.push({ cid, png: pngOf(svgOf(drawing, zones)) });
    return h('img', {
      src: `cid:${cid}`,
      alt: caption,
      width: String(drawingWidth),
      height: String(drawingHeight(drawing)),
      style: 'display:block;max-width:100%;height:auto',
    });
  });
  return { html, pictures };
}

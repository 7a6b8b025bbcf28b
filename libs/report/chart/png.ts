import { Resvg } from '@resvg/resvg-js';
import { fontFiles, fontName } from '../fonts.ts';

/** Dots per px, so that it is sharp on fine screens. */
const zoom = 2;

/** A drawing as PNG, for readers that show no SVG. */
export function pngOf(svg: string): Buffer {
  const font = {
    loadSystemFonts: false,
    fontFiles: [fontFiles.normal, fontFiles.bold],
    defaultFontFamily: fontName,
  };
  return new Resvg(svg, { background: '#ffffff', fitTo: { mode: 'zoom', value: zoom }, font }).render().asPng();
}

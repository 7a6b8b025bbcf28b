import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const directory = join(dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')), 'fonts', 'Roboto');

/** Files of the one font that is printed with, so that a page looks the same on every machine. */
export const fontFiles = {
  normal: join(directory, 'Roboto-Regular.ttf'),
  bold: join(directory, 'Roboto-Medium.ttf'),
  italics: join(directory, 'Roboto-Italic.ttf'),
  bolditalics: join(directory, 'Roboto-MediumItalic.ttf'),
} as const;

export const fontName = 'Roboto';

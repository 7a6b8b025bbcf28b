import { extractText, getDocumentProxy } from 'unpdf';

/** The text of each page of a PDF, in the order in which it was written, with single spaces. */
export async function pdfPages(pdf: Buffer): Promise<string[]> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)));
  return text.map((page) => page.replaceAll(/\s+/g, ' ').trim());
}

import { fileFormat } from '#tables';
import { reportCsv } from './csv.ts';
import type { ReportDocument } from './document.ts';
import type { MailPage } from './mail.ts';
import { reportXlsx } from './xlsx.ts';

interface Format {
  readonly media: string;
  readonly render: (document: ReportDocument) => string | Promise<string | Buffer>;
}

// What draws and sets pages is loaded when it is first needed: it takes half a second and 36 MB, and most processes never print.

/** What an issue can be had as; by the extension of such a file. */
export const reportFormats = {
  html: {
    media: 'text/html; charset=utf-8',
    render: async (document) => (await import('./html.ts')).htmlOf(document),
  },
  pdf: { media: 'application/pdf', render: async (document) => (await import('./pdf.ts')).reportPdf(document) },
  xlsx: { media: fileFormat('xlsx').media, render: reportXlsx },
  csv: { media: 'text/csv; charset=utf-8; header=present', render: reportCsv },
  json: { media: 'application/json', render: (document) => `${JSON.stringify(document)}\n` },
} as const satisfies Readonly<Record<string, Format>>;

export type ReportFormat = keyof typeof reportFormats;

export const reportFormatNames = Object.keys(reportFormats) as ReportFormat[];

/** An issue as a mail, the same whenever it is rendered. */
export const reportMail = async (document: ReportDocument): Promise<MailPage> =>
  (await import('./mail.ts')).mailOf(document);

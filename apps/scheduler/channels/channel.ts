import { type ReportDocument, type ReportFormat, reportFormatNames, reportFormats } from '#report';

/** An issue on its way. */
export interface Parcel {
  /** Of the entry in the schedule: with the period it says which issue this is. */
  readonly name: string;
  readonly subject: string;
  readonly issue: ReportDocument;
  /** The issue in all of its formats, the same bytes at every attempt. */
  readonly files: () => Promise<readonly ReportFile[]>;
}

/**
 * Hands an issue over; rejects with why it could not. Handing over the same once more changes nothing, or can be told apart by its name.
 * `at` is the time of this attempt, UTC ms.
 */
export type Deliver = (parcel: Parcel, at: number) => Promise<void>;

/** An issue in one of its formats. */
export interface ReportFile {
  readonly extension: ReportFormat;
  readonly media: string;
  readonly content: string | Buffer;
}

/** Renders an issue in all of its formats. */
export async function filesOf(issue: ReportDocument): Promise<ReportFile[]> {
  const files: ReportFile[] = [];
  for (const extension of reportFormatNames) {
    const { media, render } = reportFormats[extension];
    files.push({ extension, media, content: await render(issue) });
  }
  return files;
}

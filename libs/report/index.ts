export type { WorkingCalendar } from './calendar.ts';
export { compileReport, type Sources } from './compile.ts';
export { type ReportDocument, reportDocument, type Section } from './document.ts';
export { changeText, measuredText, placeText, shown, unitText } from './format.ts';
export { type ReportFormat, reportFormatNames, reportFormats, reportMail } from './formats.ts';
export { type Issued, issuedRow, readIssue, readIssues } from './issued.ts';
export { parseReports, reportsSchema } from './reports-file.ts';
export { after, before, lastEnded, type Period, periodOf, spanOf } from './period.ts';

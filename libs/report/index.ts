export { compileReport, type Sources } from './compile.ts';
export { reportCsv } from './csv.ts';
export { type ReportDocument, reportDocument, type Section } from './document.ts';
export { changeText, measuredText, placeText, shown, unitText } from './format.ts';
export { htmlOf } from './html.ts';
export { type Issued, issuedRow, readIssue, readIssues } from './issued.ts';
export { after, before, lastEnded, type Period, periodOf, spanOf } from './period.ts';
export { reportXlsx } from './xlsx.ts';

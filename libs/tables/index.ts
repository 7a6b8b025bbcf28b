export { fileFormat, type FileFormatName, fileFormatNames, fileMedia } from './formats.ts';
export { type ColumnsOf, columnsOf, type Document, type Table } from './table.ts';
export { aboutTable, workbookOf } from './xlsx.ts';

export { entriesTold, type EntryVersion, entryVersions, readEntries } from './entries.ts';
export { csvRows, jsonOf, jsonRows, type ToldRow, type ToldRows } from './rows.ts';
export { type RefusedRow, removeEntry, tellEntries, type Telling, type Told } from './tell.ts';

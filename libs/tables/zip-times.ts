/** End of the central directory of a zip, its entries and the files themselves (PKWARE APPNOTE 4.3). */
const signatures = { end: 0x06054b50, entry: 0x02014b50, file: 0x04034b50 } as const;
const endLength = 22;
/** Midnight of the first day that the format knows, 1980-01-01: time, then date. */
const earliest = 0x0021_0000;

/** Sets the times of all files in a zip to the same instant, so that the same content has the same bytes whenever it was written. */
export function withoutTimes(zip: Buffer): Buffer {
  let end = zip.length - endLength;
  while (end >= 0 && zip.readUInt32LE(end) !== signatures.end) end -= 1;
  if (end < 0) throw new Error('is no zip');
  let entry = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(entry) !== signatures.entry) throw new Error('is no entry of a zip');
    zip.writeUInt32LE(earliest, entry + 12);
    const file = zip.readUInt32LE(entry + 42);
    if (zip.readUInt32LE(file) === signatures.file) zip.writeUInt32LE(earliest, file + 10);
    entry += 46 + zip.readUInt16LE(entry + 28) + zip.readUInt16LE(entry + 30) + zip.readUInt16LE(entry + 32);
  }
  return zip;
}

// Writes libs/contracts/generated/batches.ts from the highest-numbered file of each folder of schemas/avro.
import { readdirSync, readFileSync, writeFileSync, mkdirSync } from 'node:fs';

const types = { long: 'number', int: 'number', double: 'number', string: 'string', null: 'null' };
const itemType = (item, enums) => {
  if (Array.isArray(item))
    return item
      .map((part) => types[part])
      .toReversed()
      .join(' | ');
  if (typeof item === 'object') {
    enums.set(item.name, item.symbols);
    return item.symbols.map((symbol) => `'${symbol}'`).join(' | ');
  }
  return enums.has(item) ? itemType({ name: item, symbols: enums.get(item) }, enums) : types[item];
};
const field = ({ name, type, doc }, enums) =>
  `  /** ${doc} */\n  readonly ${name}: ${typeof type === 'string' ? types[type] : `readonly (${itemType(type.items, enums)})[]`};\n`;

const folders = readdirSync('schemas/avro', { withFileTypes: true }).filter((entry) => entry.isDirectory());
const records = folders.map(({ name }) => {
  const newest = Math.max(...readdirSync(`schemas/avro/${name}`).map((file) => Number.parseInt(file, 10)));
  return JSON.parse(readFileSync(`schemas/avro/${name}/${newest}.avsc`, 'utf8'));
});
const isHeader = ({ type }) => typeof type === 'string';
const header = `/** What every batch says of itself. */\nexport interface BatchHeader {\n${records[0].fields
  .filter(isHeader)
  .map((f) => field(f, new Map()))
  .join('')}}\n`;
const bodies = records.map((record) => {
  const enums = new Map();
  const columns = record.fields
    .filter((f) => !isHeader(f))
    .map((f) => field(f, enums))
    .join('');
  return `/** ${record.doc} */\nexport interface ${record.name} extends BatchHeader {\n${columns}}\n`;
});
mkdirSync('libs/contracts/generated', { recursive: true });
writeFileSync(
  'libs/contracts/generated/batches.ts',
  `// Generated from schemas/avro by \`npm run generate\`; do not edit.\n\n${header}\n${bodies.join('\n')}`,
);

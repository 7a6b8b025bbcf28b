// Writes clients/typescript/coload.ts, the types and one function per operation of /v1, from docs/openapi.json.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

const { paths, components } = JSON.parse(readFileSync('docs/openapi.json', 'utf8'));
const target = 'clients/typescript/coload.ts';

const quoted = (value) => JSON.stringify(value);
const keyOf = (name) => (/^[A-Za-z_]\w*$/.test(name) ? name : quoted(name));
const commentOf = (text) => (text === undefined ? '' : `/** ${text.replaceAll('*/', '* /')} */\n`);

const plainTypes = { string: 'string', number: 'number', integer: 'number', boolean: 'boolean', null: 'null' };
const anyOfTypes = (schemas) => [...new Set(schemas.map(typeOf))].join(' | ');

/** What a schema of one `type` is. */
function typeByName(schema) {
  const { type, items, properties, required, additionalProperties } = schema;
  if (Array.isArray(type)) return anyOfTypes(type.map((one) => ({ ...schema, type: one })));
  if (type === 'array') return `readonly (${typeOf(items)})[]`;
  if (type === 'object') return objectOf(properties, required, additionalProperties);
  const plain = plainTypes[type];
  if (plain === undefined) throw new Error(`no type of ${quoted(schema)}`);
  return plain;
}

/** A JSON Schema as a type. Throws on what none of ours uses, so that nothing is taken for anything. */
function typeOf(schema) {
  const { $ref, enum: values, anyOf, oneOf = anyOf } = schema;
  if ($ref !== undefined) return $ref.split('/').at(-1);
  if (oneOf !== undefined) return anyOfTypes(oneOf);
  if ('const' in schema) return quoted(schema.const);
  if (values !== undefined) return values.map(quoted).join(' | ');
  const isAnything = Object.keys(schema).every((key) => key === 'description');
  return isAnything ? 'unknown' : typeByName(schema);
}

function objectOf(properties = {}, required = [], rest = false) {
  const own = Object.entries(properties).map(
    ([name, schema]) =>
      `${commentOf(schema.description)}readonly ${keyOf(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)};`,
  );
  if (own.length > 0 || !rest) return `{\n${own.join('\n')}\n}`;
  return `Readonly<Record<string, ${rest === true ? 'unknown' : typeOf(rest)}>>`;
}

const camel = (words) => words.map((word, at) => (at === 0 ? word : word[0].toUpperCase() + word.slice(1))).join('');
const pascal = (name) => name[0].toUpperCase() + name.slice(1);

/** `/v1/devices/{id}/readings` is `devicesReadings`, `/v1/claims/{id}` is `claimsById`; what writes begins with its method. */
function nameOf(method, path) {
  const parts = path.split('/').slice(2);
  const fixed = parts.filter((part) => !part.startsWith('{')).flatMap((part) => part.split(/[^a-z0-9]+/i));
  const after = parts.slice(parts.findLastIndex((part) => !part.startsWith('{')) + 1);
  const by = after.map((part) => part.slice(1, -1));
  const words = [...(method === 'get' ? [] : [method]), ...fixed];
  return camel([...words, ...(by.length > 0 ? ['by', by.map(pascal).join('And')] : [])]);
}

const isText = ({ type, enum: values }) => type === 'string' && values === undefined;

/** A parameter is text on its way, so that numbers will do. */
function typeOfParameter({ in: place, schema }) {
  if (place === 'query' && isText(schema)) return 'string | number';
  if (schema.anyOf?.some(isText)) return 'string | number | readonly (string | number)[]';
  return typeOf(schema);
}

function parameterOf(parameter) {
  const { name, required, description } = parameter;
  const type = typeOfParameter(parameter);
  return `${commentOf(description)}readonly ${keyOf(name)}${required ? '' : '?'}: ${type} ${required ? '' : '| undefined'};`;
}

/** What comes back, and how it is read. */
function answerOf(content) {
  const json = content['application/json'];
  if (json) return { gives: typeOf(json.schema), as: 'json' };
  return 'text/plain' in content ? { gives: 'string', as: 'text' } : { gives: 'Response', as: 'response' };
}

/** The functions of an operation: one for its answer and, where there are files, one for these. */
function functionsOf(name, { inputs, operation, content, files }) {
  const own = { id: name, inputs, about: operation.summary, ...answerOf(content) };
  if (files.length === 0) return [own];
  const [first, ...rest] = inputs;
  const asked = `${first.replace('?:', ':')} & { readonly format: ${files.map(quoted).join(' | ')} }`;
  const about = `${operation.summary} As a file.`;
  return [own, { id: `${name}File`, inputs: [asked, ...rest], about, gives: 'Response', as: 'response' }];
}

function operationOf(path, method, operation) {
  const name = nameOf(method, path);
  const [, { content }] = Object.entries(operation.responses).find(([status]) => status !== 'default');
  const format = operation.parameters.find((each) => each.name === 'format');
  const parameters = operation.parameters.filter((each) => each !== format);
  const body = operation.requestBody?.content['application/json'].schema;
  const type = `${pascal(name)}Parameters`;
  const isNeeded = parameters.some((each) => each.required);
  const [takes, names] =
    parameters.length > 0 ? [[`parameters${isNeeded ? '' : '?'}: ${type}`], ['parameters']] : [[], []];
  if (body) {
    takes.push(`body: ${typeOf(body)}`);
    names.push('body');
  }
  const inputs = [...takes, 'options?: RequestOptions'];
  const sent = [`method: ${quoted(method.toUpperCase())}`, `path: ${quoted(path)}`, ...names].join(', ');
  const files = (format?.schema.enum ?? []).filter((each) => each !== 'json');
  const declared = functionsOf(name, { inputs, operation, content, files });
  return {
    types: parameters.length > 0 ? [`export interface ${type} {\n${parameters.map(parameterOf).join('\n')}\n}`] : [],
    signatures: declared.map(
      (each) => `${commentOf(each.about)}${each.id}(${each.inputs.join(', ')}): Promise<${each.gives}>;`,
    ),
    functions: declared.map(
      (each) =>
        `${each.id}: (${[...names, 'options'].join(', ')}) => send<${each.gives}>({ ${sent} }, ${quoted(each.as)}, options),`,
    ),
  };
}

const operations = Object.entries(paths)
  .filter(([path]) => path.startsWith('/v1/'))
  .flatMap(([path, methods]) => Object.entries(methods).map(([method, each]) => operationOf(path, method, each)));
const used = new Set();
const use = (text) => {
  for (const [, name] of text.matchAll(/\b([A-Z]\w*)\b/g)) {
    if (!(name in components.schemas) || used.has(name)) continue;
    used.add(name);
    use(typeOf(components.schemas[name]));
  }
};
for (const { types, signatures } of operations) use([...types, ...signatures].join('\n'));
const shapes = [...used].sort().map((name) => `export type ${name} = ${typeOf(components.schemas[name])};`);

const text = `// Generated from docs/openapi.json by \`npm run generate\`; do not edit.
import { createSend, type ClientOptions, type RequestOptions } from './transport.ts';

${shapes.join('\n\n')}

${operations.flatMap(({ types }) => types).join('\n\n')}

/** The analysts' operations of Coload; each rejects with a ColoadError when it is refused. */
export interface Coload {
${operations.flatMap(({ signatures }) => signatures).join('\n')}
}

/** The operations of the Coload at an address. */
export function createColoadClient(options: ClientOptions): Coload {
  const send = createSend(options);
  return {
${operations.flatMap(({ functions }) => functions).join('\n')}
  };
}
`;
mkdirSync('clients/typescript', { recursive: true });
writeFileSync(target, await format(text, { ...(await resolveConfig(target)), parser: 'typescript' }));

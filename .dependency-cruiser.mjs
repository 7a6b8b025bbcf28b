/**
 * Who may import whom: this table is the architecture. Everyone may also import itself, `runtime` and `contracts`;
 * `null` allows no lib at all. `test/contract/layers.test.ts` plants a violation of every rule.
 */
export const may = {
  'libs/runtime': null,
  'libs/contracts': [],
  'libs/catalogue': [],
  'libs/stream': [],
  'libs/store': [],
  'libs/metering': [],
  'libs/register': [],
  'libs/market': [],
  'libs/devices': ['metering'],
  'libs/load': ['catalogue', 'stream', 'store'],
  'libs/register-store': ['register', 'store'],
  'libs/rollup': ['catalogue', 'store', 'register', 'market'],
  'libs/kpi': ['catalogue', 'store'],
  'libs/claims': ['catalogue', 'store', 'kpi'],
  'libs/tables': [],
  'libs/report': ['catalogue', 'store', 'kpi', 'claims', 'tables'],
  'libs/alerting': ['catalogue'],
  'libs/alert-store': ['alerting', 'store'],
  'apps/collector': ['devices', 'metering', 'market', 'register', 'stream'],
  'apps/processor': ['catalogue', 'register', 'register-store', 'stream', 'store', 'load', 'rollup'],
  'apps/api': [
    'catalogue',
    'stream',
    'store',
    'register',
    'register-store',
    'kpi',
    'claims',
    'report',
    'alerting',
    'alert-store',
    'tables',
  ],
  'apps/standalone': ['stream', 'store', 'register', 'metering', 'devices', 'market'],
  'apps/scheduler': ['catalogue', 'store', 'kpi', 'claims', 'market', 'report', 'alerting', 'alert-store'],
  'apps/cli': [
    'catalogue',
    'stream',
    'store',
    'register',
    'register-store',
    'devices',
    'market',
    'load',
    'rollup',
    'kpi',
    'claims',
    'report',
    'alerting',
    'tables',
  ],
  'apps/simulator': ['devices', 'register'],
};

const own = (owner) => owner.replace(/^libs\//, '');
const allowed = (owner, libs) =>
  libs === null
    ? owner === 'libs/runtime'
      ? ['runtime']
      : []
    : [...libs, 'runtime', 'contracts', ...(owner.startsWith('libs/') ? [own(owner)] : [])];

const imports = Object.entries(may).map(([owner, libs]) => ({
  name: `${owner.replace('/', '-')}-imports`,
  severity: 'error',
  comment: `${owner} may import ${allowed(owner, libs).join(', ')}. Move the code down, or pass it in.`,
  from: { path: `^${owner}/`, pathNot: '\\.test\\.ts$' },
  to: { path: '^libs/', pathNot: `^libs/(${allowed(owner, libs).join('|') || 'none'})/` },
}));

const only = (name, module, path, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: '^(apps|libs)/', pathNot: `${path}|\\.test\\.ts$` },
  to: { path: module },
});

export default {
  forbidden: [
    ...imports,
    {
      name: 'apps-are-islands',
      severity: 'error',
      comment:
        'An app imports no other app; only standalone may, since it runs them all. Move what is shared into a lib.',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/standalone/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'libs-import-no-app',
      severity: 'error',
      comment: 'A lib imports no app. Pass in what it needs.',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'front-door-only',
      severity: 'error',
      comment: 'A lib is entered through an index.ts. Export what you need there, or do without.',
      from: { path: '^(?:apps/[^/]+|libs/([^/]+))/' },
      to: { path: '^libs/', pathNot: '^libs/$1/|/index\\.ts$' },
    },
    only(
      'kafkajs-at-home',
      'node_modules/kafkajs/',
      '^libs/stream/kafka/',
      'kafkajs is used in libs/stream/kafka only. Use the port of libs/stream.',
    ),
    only(
      'clickhouse-client-at-home',
      'node_modules/@clickhouse/',
      '^libs/store/',
      '@clickhouse/client is used in libs/store only. Use createStore.',
    ),
    only(
      'chdb-at-home',
      'node_modules/(@chdb|chdb)',
      '^libs/store/engine/',
      'chdb is used in libs/store/engine only. Talk to it over HTTP.',
    ),
    only('nest-in-apps', 'node_modules/@nestjs/', '^apps/', 'Nest is used in apps only. Libs are plain TypeScript.'),
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A cycle has no beginning to understand it from. Move what both need below both.',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'require', 'node', 'default'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};

/** The rooms and who may enter which: docs/architecture.md has the table in words. */
const only = (room, allowed) => ({
  name: `${room}-imports-only-${allowed.join('-') || 'nothing'}`,
  severity: 'error',
  from: { path: `^libs/${room}/` },
  to: { path: '^libs/', pathNot: [room, ...allowed].map((name) => `^libs/${name}/`) },
});

module.exports = {
  forbidden: [
    only('kernel', []),
    only('config', ['kernel']),
    ...['audit', 'http', 'providers', 'docker', 'tool-server'].map((room) =>
      only(room, ['config', 'kernel']),
    ),
    ...['auth', 'jobs', 'mcp'].map((room) => only(room, ['audit', 'http', 'config', 'kernel'])),
    {
      name: 'libs-never-import-apps',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-stay-apart',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'docker-is-for-the-worker-and-the-gate',
      severity: 'error',
      from: { path: '^apps/', pathNot: '^apps/(worker|gate)/' },
      to: { path: '^libs/docker/' },
    },
    {
      name: 'rooms-have-one-door',
      severity: 'error',
      from: { path: '^(apps|libs)/([^/]+)/' },
      to: { path: '^libs/', pathNot: ['^libs/$2/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'source-never-imports-tests',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '\\.spec\\.ts$' },
      to: { path: ['^test/', '\\.spec\\.ts$'] },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
    doNotFollow: { path: 'node_modules' },
    // The web page is a package of its own, with its own compiler and checks.
    exclude: { path: ['(^|/)dist/', '^apps/dashboard/web/'] },
  },
};

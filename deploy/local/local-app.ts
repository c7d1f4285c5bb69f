/** Where an app listens: on a port, or where only the other apps of this stack look for it. */
type Listens =
  | {
      readonly kind: 'port';
      readonly variable: string;
      readonly standard: number;
      /** True for one that the network never reaches, whatever HOST says. */
      readonly loopbackOnly: boolean;
    }
  | { readonly kind: 'inside' };

/** LocalApp is what `make start` knows about one app. */
export interface LocalApp {
  readonly name: string;
  /** Built entry file, from the repository's root; an app without one is not started. */
  readonly entry: string;
  readonly listens: Listens;
  readonly healthPath: string;
  /** What the table says of it: pages worth knowing, and what they are. */
  readonly doors: readonly { readonly path: string; readonly what: string }[];
  /** Secrets that this app alone gets to see. */
  readonly secrets: readonly string[];
}

export const LOCAL_APPS: readonly LocalApp[] = [
  {
    name: 'dashboard',
    entry: 'dist/apps/dashboard/src/main.js',
    listens: { kind: 'port', variable: 'DASHBOARD_PORT', standard: 8_080, loopbackOnly: false },
    healthPath: '/health',
    doors: [{ path: '', what: 'the page: all of it, to see and to run' }],
    secrets: ['DASHBOARD_PASSWORD', 'DASHBOARD_AUTH_TOKEN', 'OPS_CONTROLLER_TOKEN'],
  },
  {
    name: 'gateway',
    entry: 'dist/apps/gateway/src/main.js',
    listens: { kind: 'port', variable: 'OPENAI_COMPAT_PORT', standard: 11_435, loopbackOnly: false },
    healthPath: '/health',
    doors: [
      { path: '/v1', what: "every model, in OpenAI's API" },
      { path: '/docs', what: 'its reference, to read and try' },
    ],
    secrets: ['OPS_CONTROLLER_TOKEN'],
  },
  {
    name: 'router',
    entry: 'dist/apps/router/src/main.js',
    listens: { kind: 'port', variable: 'ROUTER_PORT', standard: 8_811, loopbackOnly: false },
    healthPath: '/health',
    doors: [
      { path: '/mcp', what: 'every tool, over MCP' },
      { path: '/docs', what: 'its reference, to read and try' },
    ],
    secrets: ['OPS_CONTROLLER_TOKEN', 'WORKER_TOKEN'],
  },
  {
    name: 'ops',
    entry: 'dist/apps/ops/src/main.js',
    listens: { kind: 'port', variable: 'OPS_PORT', standard: 9_000, loopbackOnly: true },
    healthPath: '/health',
    doors: [
      { path: '/services', what: 'every change to the stack, planned and audited; with its key' },
      { path: '/docs', what: 'its reference, to read and try' },
    ],
    secrets: ['OPS_CONTROLLER_TOKEN', 'WORKER_TOKEN'],
  },
  {
    name: 'worker',
    entry: 'dist/apps/worker/src/main.js',
    listens: { kind: 'inside' },
    healthPath: '/health',
    doors: [{ path: '', what: 'alone in reaching Docker; spoken to by ops' }],
    secrets: ['WORKER_TOKEN'],
  },
];

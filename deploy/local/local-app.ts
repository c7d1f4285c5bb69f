/** LocalApp is what `make start` knows about one app. */
export interface LocalApp {
  readonly name: string;
  /** Built entry file, from the repository's root; an app without one is not started. */
  readonly entry: string;
  readonly port: { readonly variable: string; readonly standard: number };
  readonly healthPath: string;
  /** Pages worth knowing, for the table. */
  readonly doors: readonly { readonly path: string; readonly what: string }[];
}

export const LOCAL_APPS: readonly LocalApp[] = [
  {
    name: 'gateway',
    entry: 'dist/apps/gateway/src/main.js',
    port: { variable: 'OPENAI_COMPAT_PORT', standard: 11_435 },
    healthPath: '/health',
    doors: [
      { path: '/v1', what: "every model, in OpenAI's API" },
      { path: '/docs', what: 'its reference, to read and try' },
    ],
  },
];

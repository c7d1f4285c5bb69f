interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

/** What a page may ask an app for; the others of HTTP's methods change nothing and tell nothing. */
const METHODS = ['delete', 'get', 'patch', 'post', 'put'];

/** routeListText is the dashboard's module of the routes that documents name, by app. */
export function routeListText(documents: Readonly<Record<string, object>>): string {
  const apps = Object.entries(documents).map(([app, document]) => {
    const lines = routesOf(document as Document).map((route) => `    '${route}',\n`);
    return `  ${app}: [\n${lines.join('')}  ],\n`;
  });
  const about =
    '/** API_ROUTES is written by `npm run api:write` from the documents in docs/api, not by hand. */';
  return `${about}\nexport const API_ROUTES = {\n${apps.join('')}};\n`;
}

function routesOf({ paths }: Document): string[] {
  return Object.entries(paths)
    .flatMap(([path, operations]) =>
      METHODS.filter((method) => Object.hasOwn(operations, method)).map(
        (method) => `${method.toUpperCase()} ${path}`,
      ),
    )
    .sort();
}

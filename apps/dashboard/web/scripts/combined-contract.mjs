import { existsSync, readFileSync } from 'node:fs';

const DOCS = new URL('../../../../docs/api/', import.meta.url);
/** Where the backend passes each app's API on; its own routes are at the root. */
const APPS = { ops: '/bff/ops', gateway: '/bff/gateway', router: '/bff/router', dashboard: '' };
const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete']);
/** Not for pages: health, figures of Prometheus, and the endpoints that speak MCP. */
const LEFT_OUT = new Set(['/metrics', '/health']);
const OTHER_PROTOCOL = 'mcp';

/**
 * combinedContract makes one OpenAPI document of those of all apps, as the browser sees them: paths as the backend
 * passes them on, and names that begin with their app's, so that no two meet.
 */
export function combinedContract() {
  const parts = Object.keys(APPS).flatMap((app) => {
    const file = new URL(`${app}.json`, DOCS);
    return existsSync(file) ? [partOf(app, JSON.parse(readFileSync(file, 'utf8')))] : [];
  });
  return {
    openapi: '3.0.3',
    info: { title: 'Switchyard, as the dashboard sees it', version: '1' },
    paths: Object.assign({}, ...parts.map(({ paths }) => paths)),
    components: { schemas: Object.assign({}, ...parts.map(({ schemas }) => schemas)) },
  };
}

function partOf(app, document) {
  const renamed = JSON.parse(
    JSON.stringify(document).replaceAll('"#/components/schemas/', `"#/components/schemas/${capital(app)}`),
  );
  const paths = Object.entries(renamed.paths).filter(([path]) => !LEFT_OUT.has(path));
  const schemas = Object.entries(renamed.components?.schemas ?? {});
  return {
    paths: Object.fromEntries(paths.map(([path, item]) => [`${APPS[app]}${path}`, itemOf(app, item)])),
    schemas: Object.fromEntries(schemas.map(([name, schema]) => [`${capital(app)}${name}`, schema])),
  };
}

function itemOf(app, item) {
  const known = Object.entries(item).filter(
    ([method, { tags = [] }]) => METHODS.has(method) && !tags.includes(OTHER_PROTOCOL),
  );
  return Object.fromEntries(known.map(([method, operation]) => [method, operationOf(app, operation)]));
}

/** Who the caller is, the backend says: no page sends credentials. */
function operationOf(app, { operationId, ...operation }) {
  delete operation.security;
  return { ...operation, operationId: `${app}_${operationId.replace('Controller', '')}` };
}

function capital(word) {
  return word[0].toUpperCase() + word.slice(1);
}

import type { JsonObject } from '@app/kernel';
import { wish } from './env-wishes.js';
import type { GivenValues } from './given-values.js';
import type { Input, KeyValueInput, ServerRemote } from './server-document.js';

const TRANSPORTS = ['streamable-http', 'sse'];

/**
 * remoteEntry makes an entry of a remote. Secrets of its headers become variables named after the server, since all
 * servers share one file of them; what cannot be taken over is noted in `values`.
 */
export function remoteEntry(
  id: string,
  remote: ServerRemote,
  values: GivenValues,
  field: string,
): JsonObject {
  if (!TRANSPORTS.includes(remote.type)) {
    const problem = `got ${JSON.stringify(remote.type)}, wanted ${TRANSPORTS.join(' or ')}`;
    values.refuse(`${field}.type`, problem);
  }
  if (Object.values(remote.variables).some(({ isSecret }) => isSecret)) {
    values.refuse(`${field}.url`, 'holds a secret, and addresses are shown and logged');
  }
  const url = values.filled(remote.url, remote.variables, `${field}.url`) ?? remote.url;
  const headers: [string, string][] = [];
  const env_schema: JsonObject = {};
  for (const [index, header] of remote.headers.entries()) {
    const variables = new HeaderVariables(id, header, env_schema);
    const value = variables.valueOf(values, `${field}.headers[${index}]`);
    if (value !== undefined) headers.push([header.name, value]);
  }
  return { url, transport: remote.type, headers: Object.fromEntries(headers), env_schema };
}

/** HeaderVariables writes one header's value, with a variable of `wishes` for each secret in it. */
class HeaderVariables {
  constructor(
    private readonly id: string,
    private readonly header: KeyValueInput,
    private readonly wishes: JsonObject,
  ) {}

  valueOf(values: GivenValues, field: string): string | undefined {
    const { header } = this;
    const { value, variables } = header;
    if (value === undefined)
      return header.isSecret ? this.secret(header.name, header) : this.plain(values, field);
    if (header.isSecret && Object.keys(variables).length === 0) return this.secret(header.name, header);
    const secrets = Object.entries(variables).filter(([, input]) => input.isSecret || header.isSecret);
    const rest = Object.fromEntries(
      Object.entries(variables).filter(([name]) => !secrets.some(([s]) => s === name)),
    );
    const written = values.filled(value, rest, field);
    return secrets.reduce<string | undefined>(
      (text, [name, input]) => text?.replaceAll(`{${name}}`, () => this.secret(name, input)),
      written,
    );
  }

  private plain(values: GivenValues, field: string): string | undefined {
    return values.one(this.header.name, this.header, field);
  }

  private secret(name: string, input: Input): string {
    const variable = `${this.id}_${name}`
      .toUpperCase()
      .replaceAll(/[^A-Z0-9_]/g, '_')
      .replace(/^(?=\d)/, '_');
    const isRequired = input.isRequired || this.header.isRequired;
    this.wishes[variable] = wish({ ...input, isRequired, isSecret: true });
    return `\${${variable}}`;
  }
}

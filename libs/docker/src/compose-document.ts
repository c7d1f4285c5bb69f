import { isJsonObject, type JsonValue } from '@app/kernel';
import { parse } from 'yaml';

type Entries = Readonly<Record<string, JsonValue | undefined>>;

/** ComposeDocument is what compose files say together, as `config` puts it out, with each `$` as it was meant. */
export interface ComposeDocument {
  /** Who put it out: the two write some things differently. */
  readonly generation: 1 | 2;
  readonly services: Entries;
  readonly networks: Entries;
  readonly volumes: Entries;
}

/** composeDocument reads what `config` put out; undefined when it cannot be read. */
export function composeDocument(output: string, generation: 1 | 2): ComposeDocument | undefined {
  const document = parsed(output);
  if (!isJsonObject(document) || !isJsonObject(document['services'])) return undefined;
  const part = (name: string) => {
    const given = document[name];
    return isJsonObject(given) ? (unescaped(given) as Entries) : {};
  };
  return {
    generation,
    services: part('services'),
    networks: part('networks'),
    volumes: part('volumes'),
  };
}

function parsed(output: string): JsonValue | undefined {
  try {
    return parse(output) as JsonValue;
  } catch {
    // The parser's words would quote the file, which may hold secrets; the caller says what was wrong.
    return undefined;
  }
}

/** `config` doubles each dollar sign, so that its output is a compose file again. */
function unescaped(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.replaceAll('$$', '$');
  if (Array.isArray(value)) return value.map(unescaped);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, entry === undefined ? entry : unescaped(entry)]),
  );
}

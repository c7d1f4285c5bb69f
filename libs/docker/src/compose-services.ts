import { isJsonObject, type JsonValue } from '@app/kernel';
import { parse } from 'yaml';
import { LABELS } from './compose-labels.js';
import { serviceAsksGpu } from './gpu-wish.js';

/** ConfiguredService is what the compose files say of a service, whether or not it has containers. */
export interface ConfiguredService {
  /** Undefined for one that is only built. */
  readonly image: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly dependsOn: readonly string[];
  /** How many containers it is to have. */
  readonly replicas: number;
  /** It says by label that no action may touch it. */
  readonly protected: boolean;
  /** The files reserve a GPU for it. */
  readonly asksGpu: boolean;
}

/** configuredServices reads what `config` put out, by service name; undefined when it cannot be read. */
export function configuredServices(output: string): ReadonlyMap<string, ConfiguredService> | undefined {
  const services = servicesIn(output);
  if (services === undefined) return undefined;
  return new Map(Object.entries(services).map(([name, entry]) => [name, serviceOf(objectOf(entry))]));
}

type Entry = Readonly<Record<string, JsonValue | undefined>>;

function servicesIn(yaml: string): Entry | undefined {
  try {
    const document = parse(yaml) as JsonValue;
    const services = isJsonObject(document) ? document['services'] : undefined;
    return isJsonObject(services) ? services : undefined;
  } catch {
    // The parser's words would quote the file, which may hold secrets; the caller says what was wrong.
    return undefined;
  }
}

function serviceOf(entry: Entry): ConfiguredService {
  const labels = labelsIn(entry['labels']);
  return {
    image: typeof entry['image'] === 'string' ? entry['image'] : undefined,
    labels,
    dependsOn: dependenciesIn(entry),
    replicas: replicasIn(entry),
    protected: labels[LABELS.protected] === 'true',
    asksGpu: serviceAsksGpu(entry),
  };
}

/** A mapping, or a list of `name=value`. */
function labelsIn(given: JsonValue | undefined): Readonly<Record<string, string>> {
  if (!Array.isArray(given)) {
    return Object.fromEntries(Object.entries(objectOf(given)).map(([name, value]) => [name, textOf(value)]));
  }
  return Object.fromEntries(
    given.map(textOf).map((line) => {
      const [name = '', ...value] = line.split('=');
      return [name, value.join('=')];
    }),
  );
}

/** Whoever shares another's network stands and falls with it as well. */
function dependenciesIn(entry: Entry): string[] {
  const given = entry['depends_on'];
  const named = Array.isArray(given) ? given.map(textOf) : Object.keys(objectOf(given));
  const shared = /^service:(.+)$/.exec(textOf(entry['network_mode']))?.[1];
  return [...new Set(shared === undefined ? named : [...named, shared])];
}

function replicasIn(entry: Entry): number {
  const given = objectOf(entry['deploy'])['replicas'] ?? entry['scale'];
  return typeof given === 'number' ? given : 1;
}

function objectOf(value: JsonValue | undefined): Entry {
  return isJsonObject(value) ? value : {};
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number'
    ? String(value)
    : '';
}

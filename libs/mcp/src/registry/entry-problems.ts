import { isJsonObject, kindOf, type JsonObject } from '@app/kernel';
import type { z } from 'zod';
import { entryKinds, type RemoteEntry, type ServerEntry } from './server-entry.js';

interface EntryProblem {
  readonly path: readonly PropertyKey[];
  readonly problem: string;
}

export type CheckedEntry =
  | { readonly entry: ServerEntry; readonly problems?: undefined }
  | { readonly problems: readonly EntryProblem[] };

/** checkEntry reads one server's entry. Its kind is told by the one field of command, image and url that it has. */
export function checkEntry(given: unknown): CheckedEntry {
  if (!isJsonObject(given)) return wrong([], `got ${kindOf(given)}, wanted an object`);
  const kinds = Object.keys(entryKinds).filter((kind) => kind in given) as (keyof typeof entryKinds)[];
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    return wrong([], `has ${kinds.join(' and ') || 'none of them'}, wanted one of command, image and url`);
  }
  const { data, error } = entryKinds[kind].safeParse(given);
  if (error) return { problems: error.issues.flatMap((issue) => complaints(issue, given)) };
  const problems = 'url' in data ? remoteProblems(data) : [];
  return problems.length > 0 ? { problems } : { entry: data };
}

function wrong(path: readonly PropertyKey[], problem: string): CheckedEntry {
  return { problems: [{ path, problem }] };
}

/** Values are never told: one of them may be a secret that somebody put in the wrong place. */
function complaints(issue: z.core.$ZodIssue, given: JsonObject): EntryProblem[] {
  const { path } = issue;
  const value = valueAt(given, path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], problem: 'is no field of such an entry' }));
  }
  if (issue.code === 'invalid_key') {
    return [{ path, problem: `its name ${issue.issues[0]?.message ?? 'is not valid'}` }];
  }
  if (issue.code === 'invalid_union') return unionComplaints(issue, value, path);
  return [{ path, problem: `got ${kindOf(value)}, wanted ${wanted(issue)}` }];
}

/** The only union within an entry is a variable of env_schema: two words, or an object. */
function unionComplaints(
  issue: z.core.$ZodIssueInvalidUnion,
  value: unknown,
  path: readonly PropertyKey[],
): EntryProblem[] {
  const ofObject = issue.errors.at(-1) ?? [];
  if (!isJsonObject(value)) {
    return [{ path, problem: `got ${kindOf(value)}, wanted "required", "optional" or an object` }];
  }
  return ofObject
    .flatMap((inner) => complaints(inner, value))
    .map((inner) => ({ ...inner, path: [...path, ...inner.path] }));
}

function wanted({ message }: z.core.$ZodIssue): string {
  const wish = message
    .replace(/^(Invalid input|Invalid option|Too big|Too small): expected /, '')
    .replace(/, received .*$/, '')
    .replace(/^must be /, '');
  return wish === 'int' ? 'a whole number' : wish;
}

function valueAt(given: JsonObject, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    given,
  );
}

const VARIABLE = /\$\{([^}]*)\}/g;
/** Headers that say who asks: what they hold belongs in a variable, not in a file that people may read. */
const SECRET_HEADER = /^(authorization|proxy-authorization|cookie|.*(api-?key|token|secret).*)$/i;

function remoteProblems({ url, headers, env_schema }: RemoteEntry): EntryProblem[] {
  const problems: EntryProblem[] = [];
  const { username, password } = new URL(url);
  if (username !== '' || password !== '') {
    problems.push({ path: ['url'], problem: 'holds a user or a password, wanted a header with a variable' });
  }
  for (const [name, value] of Object.entries(headers)) {
    const variables = [...value.matchAll(VARIABLE)].map(([, variable]) => variable ?? '');
    const unknown = variables.find((variable) => !Object.hasOwn(env_schema, variable));
    const path = ['headers', name];
    if (unknown !== undefined)
      problems.push({ path, problem: 'names a variable that env_schema does not have' });
    else if (variables.length === 0 && SECRET_HEADER.test(name)) {
      problems.push({ path, problem: 'got a value, wanted a variable of env_schema, such as ${TOKEN}' });
    }
  }
  return problems;
}

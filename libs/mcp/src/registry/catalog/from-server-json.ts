import { DomainError, type JsonObject } from '@app/kernel';
import { registryInvalid } from '../registry-invalid.js';
import { registryItem, type RegistryItem } from '../registry-document.js';
import { GivenValues, type ImportValues } from './given-values.js';
import { PACKAGE_KINDS, packageEntry } from './package-entry.js';
import { remoteEntry } from './remote-entry.js';
import { readServerDocument, type ServerDocument } from './server-document.js';

/** ImportChoice says which of a document's packages or remotes is meant, by its place, and answers what it asks for. */
export interface ImportChoice {
  readonly package?: number | undefined;
  readonly remote?: number | undefined;
  readonly values?: ImportValues | undefined;
}

/**
 * fromServerJson makes the entry of the server `id` from a document of the official registry: npm packages run by npx,
 * PyPI ones by uvx, images by their tag or digest, remotes by their URL. Without a choice it takes the first package
 * that can be run, else the first remote. Throws `registry_invalid`, which names every field that cannot be taken
 * over and every value that is missing.
 */
export function fromServerJson(given: unknown, id: string, choice: ImportChoice = {}): RegistryItem {
  const document = readServerDocument(given);
  const values = new GivenValues(choice.values ?? {});
  const reached = chosenEntry(document, id, choice, values);
  const problems = [...values.problems];
  for (const name of values.missing)
    problems.push({ field: `values.${name}`, problem: 'got nothing, wanted a value' });
  if (problems.length > 0) throw registryInvalid(document.name, problems);
  return registryItem(id, { description: document.description.slice(0, 2_048), ...reached }, document.name);
}

/** chosenEntry draws up the entry of one choice; what is missing or cannot be taken over is noted in `values`. */
export function chosenEntry(
  document: ServerDocument,
  id: string,
  choice: ImportChoice,
  values: GivenValues,
): JsonObject {
  const place = placeOf(document, choice);
  const field = `${place.of}[${place.index}]`;
  if (place.of === 'packages') {
    const chosen = document.packages[place.index];
    if (chosen !== undefined) return packageEntry(chosen, values, field);
  } else {
    const chosen = document.remotes[place.index];
    if (chosen !== undefined) return remoteEntry(id, chosen, values, field);
  }
  throw registryInvalid(document.name, [{ field, problem: 'is not there' }]);
}

interface Place {
  readonly of: 'packages' | 'remotes';
  readonly index: number;
}

function placeOf({ packages, remotes }: ServerDocument, choice: ImportChoice): Place {
  if (choice.package !== undefined && choice.remote !== undefined) {
    throw new DomainError('registry_invalid', 'choice: got a package and a remote, wanted one of them');
  }
  if (choice.package !== undefined) return { of: 'packages', index: choice.package };
  if (choice.remote !== undefined) return { of: 'remotes', index: choice.remote };
  const runnable = packages.findIndex(({ registryType, transport }) => {
    return transport.type === 'stdio' && PACKAGE_KINDS.some((kind) => kind === registryType);
  });
  if (runnable >= 0) return { of: 'packages', index: runnable };
  return remotes.length > 0 ? { of: 'remotes', index: 0 } : { of: 'packages', index: 0 };
}

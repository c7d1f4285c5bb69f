import { registryInvalid, type RegistryProblem } from '../registry-invalid.js';
import { serverId } from '../server-entry.js';

/**
 * parseServersList reads servers.txt: ids of enabled servers, between commas or on lines, `#` begins a comment. An id
 * that stands twice counts once. Throws `registry_invalid` with the lines at fault.
 */
export function parseServersList(text: string): readonly string[] {
  const ids = new Set<string>();
  const problems: RegistryProblem[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    for (const id of idsOf(line)) {
      if (serverId.safeParse(id).success) ids.add(id);
      else problems.push({ line: index + 1, field: '', problem: notAnId(id) });
    }
  }
  if (problems.length > 0) throw registryInvalid('servers.txt', problems);
  return [...ids];
}

/** withServer adds a line for the id, and leaves all others as they are. */
export function withServer(text: string, id: string): string {
  const end = text === '' || text.endsWith('\n') ? '' : '\n';
  return `${text}${end}${id}\n`;
}

/** withoutServer takes the id out wherever it stands; comments and other ids stay as they are. */
export function withoutServer(text: string, id: string): string {
  const lines = text.split('\n');
  return lines
    .map((line) => (idsOf(line).includes(id) ? lineWithout(line, id) : line))
    .filter((line) => line !== undefined)
    .join('\n');
}

function idsOf(line: string): string[] {
  const [list = ''] = line.split('#', 1);
  return list
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
}

/** Undefined when nothing is left of the line. */
function lineWithout(line: string, id: string): string | undefined {
  const comment = line.includes('#') ? line.slice(line.indexOf('#')) : '';
  const rest = idsOf(line).filter((other) => other !== id);
  const parts = [rest.join(', '), comment].filter((part) => part !== '');
  return parts.length === 0 ? undefined : parts.join(' ');
}

function notAnId(given: string): string {
  return `got ${JSON.stringify(given.slice(0, 64))}, wanted a server's name: 1 to 63 lower-case letters, digits, "_" or "-"`;
}

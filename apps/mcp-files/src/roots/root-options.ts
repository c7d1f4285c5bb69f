import { parseArgs } from 'node:util';

/** One folder that the server was given: what clients call it, where it is, and whether it may be changed. */
export interface RootOption {
  readonly name: string;
  readonly path: string;
  readonly writable: boolean;
}

/** RootOptionError says what is wrong with the roots of the command line or the environment. */
export class RootOptionError extends Error {}

const MOST = 64;
const FORM = /^([A-Za-z0-9][A-Za-z0-9_.-]{0,62})=(\/.*)$/;

/**
 * rootOptions reads each `--root name=/absolute/path[:ro]`; without any of them MCP_FILES_ROOTS, which holds the same,
 * one a line or with commas between. Throws RootOptionError when there is none, or one has another form.
 */
export function rootOptions(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): RootOption[] {
  const given = fromCommandLine(argv);
  const texts = given.length > 0 ? given : fromEnvironment(env['MCP_FILES_ROOTS'] ?? '');
  if (texts.length === 0 || texts.length > MOST) {
    throw new RootOptionError(`--root: got ${texts.length}, wanted 1 to ${MOST} of name=/absolute/path[:ro]`);
  }
  const roots = texts.map((text, index) => rootOption(text, index));
  const twice = roots.find(({ name }, index) => roots.findIndex((other) => other.name === name) < index);
  if (twice !== undefined) throw new RootOptionError(`--root: got the name "${twice.name}" twice`);
  return roots;
}

function fromCommandLine(argv: readonly string[]): readonly string[] {
  try {
    const { values } = parseArgs({ args: [...argv], options: { root: { type: 'string', multiple: true } } });
    return values.root ?? [];
  } catch (error) {
    throw new RootOptionError(error instanceof Error ? error.message : String(error));
  }
}

function fromEnvironment(text: string): readonly string[] {
  return text
    .split(/[\n,]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function rootOption(text: string, index: number): RootOption {
  const writable = !text.endsWith(':ro');
  const [, name, path] = FORM.exec(writable ? text : text.slice(0, -':ro'.length)) ?? [];
  if (name === undefined || path === undefined || path.includes('\0')) {
    throw new RootOptionError(
      `--root: number ${index + 1} is not name=/absolute/path or name=/absolute/path:ro`,
    );
  }
  return { name, path, writable };
}

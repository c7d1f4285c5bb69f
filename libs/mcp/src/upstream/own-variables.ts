import { isOwnProgram } from '../registry/catalog/own-program.js';
import type { CommandEntry } from '../registry/server-entry.js';

/** ownVariables is what a server of this repository is told besides its own variables: where the data are. */
export function ownVariables(
  { args }: Pick<CommandEntry, 'args'>,
  dataDir: string,
): Readonly<Record<string, string>> {
  return isOwnProgram(args[0]) ? { DATA_DIR: dataDir } : {};
}

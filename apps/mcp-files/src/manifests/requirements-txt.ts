import type { Manifest } from './manifest.js';
import { requirement } from './requirement.js';

/** requirementsTxt reads pip's requirements.txt. Options, and files that it names, are no dependencies by themselves. */
export function requirementsTxt(text: string): Manifest {
  const lines = text.replaceAll(/\\\r?\n/g, ' ').split('\n');
  const wishes = lines
    .map((line) => withoutRest(line))
    .filter((line) => line !== '' && !line.startsWith('-'));
  return {
    dependencies: wishes.map((line) => requirement(line, 'runtime')).filter((one) => one !== undefined),
  };
}

/** A comment begins with a `#` at the beginning or after a space; options such as hashes come after the requirement. */
function withoutRest(line: string): string {
  const [said = ''] = ` ${line}`.split(/\s#/);
  const [wish = ''] = said.trim().split(/\s--/);
  return wish;
}

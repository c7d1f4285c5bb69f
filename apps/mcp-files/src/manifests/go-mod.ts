import { dependency, named, type Dependency, type Manifest } from './manifest.js';

const REQUIREMENT = /^([^\s()]+)\s+(v[^\s]+)$/;

/** goMod reads Go's go.mod. What others need is `indirect`. */
export function goMod(text: string): Manifest {
  const dependencies: Dependency[] = [];
  let name: string | undefined;
  let block = '';
  for (const line of text.split('\n')) {
    const [said = '', comment = ''] = line.split('//', 2).map((part) => part.trim());
    const [word = '', ...rest] = said.split(/\s+/);
    if (said === ')') block = '';
    else if (block === '' && rest.join('') === '(') block = word;
    else if (block === '' && word === 'module') name = rest.join(' ').replaceAll(/["`]/g, '');
    else if (block === 'require') dependencies.push(...required(said, comment));
    else if (block === '' && word === 'require') dependencies.push(...required(rest.join(' '), comment));
  }
  return { ...named(name, undefined), dependencies };
}

function required(said: string, comment: string): Dependency[] {
  const [, name, version] = REQUIREMENT.exec(said) ?? [];
  if (name === undefined) return [];
  return [
    dependency(name.replaceAll('"', ''), version, comment.startsWith('indirect') ? 'indirect' : 'runtime'),
  ];
}

import { isJsonObject } from '@app/kernel';
import { dependency, ManifestError, named, type Manifest } from './manifest.js';

const KINDS = {
  dependencies: 'runtime',
  devDependencies: 'development',
  peerDependencies: 'peer',
  optionalDependencies: 'optional',
} as const;

/** packageJson reads npm's package.json. */
export function packageJson(text: string): Manifest {
  const said = parsed(text);
  if (!isJsonObject(said)) throw new ManifestError('is no JSON object');
  const dependencies = Object.entries(KINDS).flatMap(([field, kind]) => {
    const list = said[field];
    return Object.entries(isJsonObject(list) ? list : {}).map(([name, version]) =>
      dependency(name, version, kind),
    );
  });
  return { ...named(said['name'], said['version']), dependencies };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new ManifestError('is no valid JSON', { cause: error });
  }
}

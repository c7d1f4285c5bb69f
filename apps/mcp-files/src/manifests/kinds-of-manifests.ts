import { cargoToml } from './cargo-toml.js';
import { goMod } from './go-mod.js';
import type { Manifest } from './manifest.js';
import { packageJson } from './package-json.js';
import { pomXml } from './pom-xml.js';
import { pyprojectToml } from './pyproject-toml.js';
import { requirementsTxt } from './requirements-txt.js';

/** ManifestKind is a file that names dependencies, and how it is read. */
export interface ManifestKind {
  readonly ecosystem: 'npm' | 'pypi' | 'go' | 'cargo' | 'maven';
  /** Throws ManifestError. */
  readonly read: (text: string) => Manifest;
}

const KINDS: readonly (readonly [RegExp, ManifestKind])[] = [
  [/^package\.json$/, { ecosystem: 'npm', read: packageJson }],
  [/^requirements([-_.][\w.-]+)?\.txt$/, { ecosystem: 'pypi', read: requirementsTxt }],
  [/^pyproject\.toml$/, { ecosystem: 'pypi', read: pyprojectToml }],
  [/^go\.mod$/, { ecosystem: 'go', read: goMod }],
  [/^Cargo\.toml$/, { ecosystem: 'cargo', read: cargoToml }],
  [/^pom\.xml$/, { ecosystem: 'maven', read: pomXml }],
];

/** manifestKind is told by a file's name; undefined for one that is no manifest. */
export function manifestKind(name: string): ManifestKind | undefined {
  return KINDS.find(([pattern]) => pattern.test(name))?.[1];
}

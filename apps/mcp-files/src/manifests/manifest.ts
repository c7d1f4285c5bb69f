/** Dependency is what a manifest asks for; its version is in the manifest's own words. */
export interface Dependency {
  name: string;
  version?: string;
  /** What it is needed for: `runtime`, `development`, `build`, `peer`, `optional`, or the name of a group. */
  kind: string;
}

/** Manifest is what a file says of its project. */
export interface Manifest {
  name?: string;
  version?: string;
  dependencies: Dependency[];
}

/** ManifestError says why a manifest cannot be read. */
export class ManifestError extends Error {}

export function dependency(name: string, version: unknown, kind: string): Dependency {
  return typeof version === 'string' && version !== '' ? { name, version, kind } : { name, kind };
}

/** named keeps what is a text of a project's name and version. */
export function named(name: unknown, version: unknown): { name?: string; version?: string } {
  return {
    ...(typeof name === 'string' && name !== '' && { name }),
    ...(typeof version === 'string' && version !== '' && { version }),
  };
}

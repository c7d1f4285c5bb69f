import type { JsonObject } from '@app/kernel';
import { argumentList } from './argument-list.js';
import { envWishes } from './env-wishes.js';
import type { GivenValues } from './given-values.js';
import { OWN, ownProgram } from './own-program.js';
import type { Argument, ServerPackage } from './server-document.js';

/** The kinds of packages that can be run here. */
export const PACKAGE_KINDS = ['npm', 'pypi', 'oci', OWN] as const;
type PackageKind = Exclude<(typeof PACKAGE_KINDS)[number], typeof OWN>;

/** Where each kind comes from unless the machine is told otherwise; another place cannot be promised. */
const HOMES: Readonly<Record<PackageKind, RegExp>> = {
  npm: /^https:\/\/registry\.npmjs\.(org|com)\/?$/,
  pypi: /^https:\/\/pypi\.org(\/simple)?\/?$/,
  oci: /^https:\/\/(registry-1\.)?docker\.io\/?$/,
};
const RUNNERS: Readonly<Record<PackageKind, string>> = { npm: 'npx', pypi: 'uvx', oci: 'docker' };
/** What runners are asked for in documents and do here anyway. */
const NEEDLESS: Readonly<Record<PackageKind, readonly string[]>> = {
  npm: ['-y', '--yes'],
  pypi: [],
  oci: ['run', '-i', '--interactive', '--rm', '--init'],
};

const EXACT_VERSION = /^[0-9][0-9A-Za-z.+!_-]*$/;
const NAMES: Readonly<Record<'npm' | 'pypi', RegExp>> = {
  npm: /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i,
  pypi: /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/,
};

/** packageEntry makes an entry of a package; what cannot be taken over is noted in `values`. */
export function packageEntry(given: ServerPackage, values: GivenValues, field: string): JsonObject {
  const kind = PACKAGE_KINDS.find((known) => known === given.registryType);
  if (kind === undefined) {
    const problem = `got ${JSON.stringify(given.registryType)}, wanted one of ${PACKAGE_KINDS.join(', ')}`;
    values.refuse(`${field}.registryType`, problem);
    return {};
  }
  const reached = reachedBy(kind, given, values, field);
  const args = argumentList(given.packageArguments, values, `${field}.packageArguments`);
  const env_schema = envWishes(given.environmentVariables, values, `${field}.environmentVariables`);
  return { ...reached, args: [...reached.args, ...args], env_schema };
}

function reachedBy(
  kind: PackageKind | typeof OWN,
  given: ServerPackage,
  values: GivenValues,
  field: string,
): JsonObject & { readonly args: string[] } {
  if (kind === OWN) return programOf(given, values, field);
  checkRunner(kind, given, values, field);
  return kind === 'oci' ? imageOf(given, values, field) : commandOf(kind, given, values, field);
}

function programOf({ identifier }: ServerPackage, values: GivenValues, field: string) {
  const program = ownProgram(identifier);
  if (program === undefined)
    values.refuse(`${field}.identifier`, 'wanted the name of a server of this program');
  return { command: 'node', args: program === undefined ? [] : [program] };
}

function commandOf(kind: 'npm' | 'pypi', given: ServerPackage, values: GivenValues, field: string) {
  const { identifier, version = '' } = given;
  if (!NAMES[kind].test(identifier))
    values.refuse(`${field}.identifier`, `wanted the name of a ${kind} package`);
  if (!EXACT_VERSION.test(version) || /(^|\.)x(\.|$)/i.test(version)) {
    values.refuse(`${field}.version`, 'wanted an exact version');
  }
  const pinned = `${identifier}@${version}`;
  return { command: RUNNERS[kind], args: kind === 'npm' ? ['--yes', pinned] : [pinned] };
}

function imageOf({ identifier, version }: ServerPackage, values: GivenValues, field: string) {
  const isPinned = /(:[\w][\w.-]{0,127}|@sha256:[0-9a-f]{64})$/.test(
    identifier.slice(identifier.lastIndexOf('/') + 1),
  );
  const image = isPinned || version === undefined ? identifier : `${identifier}:${version}`;
  if (!isPinned && version === undefined) {
    values.refuse(`${field}.identifier`, 'wanted an image with a tag or a digest');
  }
  return { image, args: [] };
}

function checkRunner(kind: PackageKind, given: ServerPackage, values: GivenValues, field: string): void {
  const { registryBaseUrl, runtimeHint, transport, runtimeArguments } = given;
  if (transport.type !== 'stdio') {
    const problem = `got ${JSON.stringify(transport.type)}, wanted stdio; start it yourself and add its URL`;
    values.refuse(`${field}.transport.type`, problem);
  }
  if (registryBaseUrl !== undefined && !HOMES[kind].test(registryBaseUrl)) {
    values.refuse(`${field}.registryBaseUrl`, `wanted the public home of ${kind} packages`);
  }
  if (runtimeHint !== undefined && runtimeHint !== RUNNERS[kind]) {
    values.refuse(`${field}.runtimeHint`, `wanted ${RUNNERS[kind]}`);
  }
  for (const [index, argument] of runtimeArguments.entries()) {
    if (NEEDLESS[kind].includes(wordOf(argument))) continue;
    values.refuse(`${field}.runtimeArguments[${index}]`, `options of ${RUNNERS[kind]} cannot be taken over`);
  }
}

function wordOf(argument: Argument): string {
  if (argument.type === 'positional') return argument.value ?? '';
  return argument.value === undefined ? argument.name : `${argument.name}=${argument.value}`;
}

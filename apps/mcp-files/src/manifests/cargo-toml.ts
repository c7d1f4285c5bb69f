import { dependency, named, type Dependency, type Manifest } from './manifest.js';
import { isTable, tableAt, tomlTable, type TomlTable } from './toml.js';

const KINDS = {
  dependencies: 'runtime',
  'dev-dependencies': 'development',
  'build-dependencies': 'build',
} as const;

/** cargoToml reads Rust's Cargo.toml: a package's own dependencies, those of targets, and those of a workspace. */
export function cargoToml(text: string): Manifest {
  const said = tomlTable(text);
  const { name, version } = tableAt(said, 'package');
  const tables = [
    said,
    ...Object.values(tableAt(said, 'target')).filter(isTable),
    tableAt(said, 'workspace'),
  ];
  return { ...named(name, version), dependencies: tables.flatMap((table) => dependenciesOf(table)) };
}

function dependenciesOf(table: TomlTable): Dependency[] {
  return Object.entries(KINDS).flatMap(([field, kind]) =>
    Object.entries(tableAt(table, field)).map(([name, wish]) => dependency(name, versionOf(wish), kind)),
  );
}

function versionOf(wish: unknown): unknown {
  if (!isTable(wish)) return wish;
  if (wish['workspace'] === true) return 'workspace';
  return wish['version'] ?? wish['path'] ?? wish['git'];
}

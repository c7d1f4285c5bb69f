import { dependency, named, type Dependency, type Manifest } from './manifest.js';
import { requirement } from './requirement.js';
import { isTable, tableAt, textsAt, tomlTable, type TomlTable } from './toml.js';

/** pyprojectToml reads Python's pyproject.toml: its standard fields (PEP 621, PEP 735), and those of Poetry. */
export function pyprojectToml(text: string): Manifest {
  const said = tomlTable(text);
  const project = tableAt(said, 'project');
  const poetry = tableAt(said, 'tool', 'poetry');
  const { name = poetry['name'], version = poetry['version'] } = project;
  const dependencies = [
    ...wishes(textsAt(project, 'dependencies'), 'runtime'),
    ...groups(tableAt(project, 'optional-dependencies')),
    ...groups(tableAt(said, 'dependency-groups')),
    ...wishes(textsAt(tableAt(said, 'build-system'), 'requires'), 'build'),
    ...ofPoetry(tableAt(poetry, 'dependencies'), 'runtime'),
    ...Object.keys(tableAt(poetry, 'group')).flatMap((group) =>
      ofPoetry(tableAt(poetry, 'group', group, 'dependencies'), group),
    ),
  ];
  return { ...named(name, version), dependencies };
}

function groups(table: TomlTable): Dependency[] {
  return Object.keys(table).flatMap((group) => wishes(textsAt(table, group), group));
}

function wishes(texts: readonly string[], kind: string): Dependency[] {
  return texts.map((text) => requirement(text, kind)).filter((one) => one !== undefined);
}

function ofPoetry(table: TomlTable, kind: string): Dependency[] {
  const versionOf = (wish: unknown) =>
    isTable(wish) ? (wish['version'] ?? wish['path'] ?? wish['git']) : wish;
  return Object.entries(table)
    .filter(([name]) => name !== 'python')
    .map(([name, wish]) => dependency(name, versionOf(wish), kind));
}

import { DOMParser, type Element } from '@xmldom/xmldom';
import { dependency, ManifestError, named, type Dependency, type Manifest } from './manifest.js';

const KINDS: Readonly<Record<string, string>> = { test: 'development', provided: 'build' };

/** pomXml reads Maven's pom.xml: what the project itself depends on. Values such as `${spring.version}` stay as they are. */
export function pomXml(text: string): Manifest {
  const project = rootOf(text);
  const group = textOf(project, 'groupId');
  const artifact = textOf(project, 'artifactId');
  const list = child(project, 'dependencies');
  const dependencies = list === undefined ? [] : children(list, 'dependency').map((one) => dependencyOf(one));
  return { ...named(coordinates(group, artifact), textOf(project, 'version')), dependencies };
}

/** An entity of the document's own could be anything, and no pom.xml needs one. */
function rootOf(text: string): Element {
  if (/<!DOCTYPE/i.test(text)) throw new ManifestError('has a DOCTYPE, which is not read');
  const { documentElement } = parsed(text);
  if (documentElement?.localName === 'project') return documentElement;
  throw new ManifestError('is no Maven project');
}

function parsed(text: string) {
  try {
    const refuse = (level: string, message: string) => {
      if (level !== 'warning') throw new Error(message);
    };
    return new DOMParser({ onError: refuse }).parseFromString(text, 'text/xml');
  } catch (error) {
    throw new ManifestError('is no valid XML', { cause: error });
  }
}

function dependencyOf(element: Element): Dependency {
  const name = coordinates(textOf(element, 'groupId'), textOf(element, 'artifactId')) ?? '';
  const optional = textOf(element, 'optional') === 'true';
  const kind = optional ? 'optional' : (KINDS[textOf(element, 'scope') ?? ''] ?? 'runtime');
  return dependency(name, textOf(element, 'version'), kind);
}

function coordinates(group: string | undefined, artifact: string | undefined): string | undefined {
  return group === undefined ? artifact : `${group}:${artifact ?? ''}`;
}

function textOf(element: Element, name: string): string | undefined {
  return child(element, name)?.textContent?.trim();
}

function child(element: Element, name: string): Element | undefined {
  return children(element, name)[0];
}

function children({ childNodes }: Element, name: string): Element[] {
  return [...childNodes].filter((node): node is Element => 'localName' in node && node.localName === name);
}

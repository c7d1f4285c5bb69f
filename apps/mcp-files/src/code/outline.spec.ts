import { languageOf } from './languages.js';
import { outlineOf, type Outline } from './outline.js';
import { withParsed } from './parse-code.js';

async function outline(name: string, text: string): Promise<Outline & { broken: boolean }> {
  const language = languageOf(name);
  if (language === undefined) throw new Error(`${name} has no known language`);
  return withParsed(text, language, (tree) => ({
    ...outlineOf(tree, text, language),
    broken: tree.rootNode.hasError,
  }));
}

function told({ symbols, imports }: Outline) {
  const names = symbols.map(
    ({ kind, container, name, line }) => `${kind} ${container ?? ''}/${name}:${line}`,
  );
  return [...names, ...imports.map(({ module, line }) => `${module}:${line}`)];
}

it.each<[string, string, string[]]>([
  [
    'a.ts',
    `import { a } from './a.js';
export * from './b.js';
const fs = require('fs');
export const LIMIT = 3;
export interface Shape { area(): number }
export abstract class Box<T> implements Shape {
  constructor(readonly size: T) {}
  area(): number { const local = 1; return local; }
  abstract open(): void;
}
enum Colour { Red }
type Name = string;
export function make() { function inner() {} return import('./lazy.js'); }
namespace Deep { export function dive() {} }`,
    [
      'variable /fs:3',
      'variable /LIMIT:4',
      'interface /Shape:5',
      'class /Box:6',
      'method Box/constructor:7',
      'method Box/area:8',
      'method Box/open:9',
      'enum /Colour:11',
      'type /Name:12',
      'function /make:13',
      'namespace /Deep:14',
      'function Deep/dive:14',
      './a.js:1',
      './b.js:2',
      'fs:3',
      './lazy.js:13',
    ],
  ],
  ['a.tsx', 'export function View() { return <p>{1}</p>; }', ['function /View:1']],
  ['a.mjs', "import a from 'a';\nclass B { c() {} }", ['class /B:2', 'method B/c:2', 'a:1']],
  [
    'a.py',
    'import os, sys as s\nfrom .a import b\n@dec\nclass A(B):\n    def f(self):\n        import json\n        def g(): pass\ndef h(): pass\n',
    ['class /A:4', 'method A/f:5', 'function /h:8', 'os:1', 'sys:1', '.a:2', 'json:6'],
  ],
  [
    'a.go',
    'package a\nimport (\n\t"fmt"\n\tx "net/http"\n)\nconst C = 1\nvar V int\ntype T struct{}\nfunc (t *T) M() { var l int; _ = l }\nfunc F() {}\n',
    ['constant /C:6', 'variable /V:7', 'type /T:8', 'method /M:9', 'function /F:10', 'fmt:3', 'net/http:4'],
  ],
  [
    'a.rs',
    'use std::fmt::Display;\nstruct S;\nimpl Display for S { fn fmt(&self) {} }\ntrait T { fn t(&self); }\nmod m { pub fn f() {} }\nmacro_rules! q { () => {} }\n',
    [
      'struct /S:2',
      'implementation /Display for S:3',
      'method Display for S/fmt:3',
      'trait /T:4',
      'method T/t:4',
      'module /m:5',
      'function m/f:5',
      'macro /q:6',
      'std::fmt::Display:1',
    ],
  ],
  [
    'A.java',
    'package a;\nimport java.util.List;\npublic class A {\n  A() {}\n  int f() { return 1; }\n  record R(int x) {}\n}\ninterface I { void g(); }\n',
    [
      'class /A:3',
      'constructor A/A:4',
      'method A/f:5',
      'record A/R:6',
      'interface /I:8',
      'method I/g:8',
      'java.util.List:2',
    ],
  ],
])('tells what %s declares and imports', async (name, text, expected) => {
  const found = await outline(name, text);
  expect(told(found)).toEqual(expected);
  expect(found).toMatchObject({ truncated: false, broken: false });
});

it('shows the head of a declaration in one line, without its body', async () => {
  const { symbols } = await outline(
    'a.ts',
    'export class Ä<T>\n  extends B {\n  run(\n    a: string,\n  ): void {}\n}',
  );
  expect(symbols.map(({ signature, end_line }) => [signature, end_line])).toEqual([
    ['class Ä<T> extends B', 6],
    ['run( a: string, ): void', 5],
  ]);
});

it('tells what it can of a file with errors, and that there are some', async () => {
  const found = await outline('a.ts', 'class A { f() {} }\nfunction ( {{{\n');
  expect(found.broken).toBe(true);
  expect(told(found)).toContain('class /A:1');
});

it('stops at a number of symbols, and says so', async () => {
  const many = Array.from({ length: 5_000 }, (_, index) => `function f${index}() {}`).join('\n');
  const { symbols, truncated } = await outline('a.js', many);
  expect([symbols.length, truncated]).toEqual([2_000, true]);
});

it('survives code that is nested without end', async () => {
  const found = await outline('a.js', `${'('.repeat(20_000)}1${')'.repeat(20_000)}`).catch(
    (error: Error) => error,
  );
  expect(found).toBeDefined();
});

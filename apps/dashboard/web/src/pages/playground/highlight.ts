import bash from 'highlight.js/lib/languages/bash';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import typescript from 'highlight.js/lib/languages/typescript';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';

const lowlight = createLowlight({ bash, javascript, json, python, typescript, yaml });

/** A piece of code and what it is: `keyword`, `string`; plain code has no kind. */
export interface Token {
  readonly text: string;
  readonly kind?: string;
}

/** Beyond so many characters code stays plain: colouring takes the time of a frame. */
const MOST = 50_000;

/** tokensOf colours code of a language that is known here; undefined: of any other. */
export function tokensOf(code: string, language: string): readonly Token[] | undefined {
  if (code.length > MOST || !lowlight.registered(language)) return undefined;
  return lowlight.highlight(language, code).children.flatMap((node) => flat(node as Node));
}

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly properties?: { readonly className?: readonly string[] };
  readonly children?: readonly Node[];
}

/** The innermost kind counts. */
function flat(node: Node, kind?: string): Token[] {
  if (node.type === 'text') return [{ text: node.value ?? '', ...(kind !== undefined && { kind }) }];
  const own = node.properties?.className?.[0]?.replace(/^hljs-/, '') ?? kind;
  return (node.children ?? []).flatMap((child) => flat(child, own));
}

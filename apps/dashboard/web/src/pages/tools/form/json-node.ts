/**
 * JsonNode is a JSON value that keeps its numbers as they were written: a number of JavaScript would round integers
 * beyond 2^53.
 */
export type JsonNode =
  | { readonly type: 'object'; readonly members: readonly (readonly [name: string, value: JsonNode])[] }
  | { readonly type: 'array'; readonly items: readonly JsonNode[] }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'number'; readonly text: string }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'null' };

export const NULL: JsonNode = { type: 'null' };
const TOKEN =
  /\s*(?:([[\]{},:])|("(?:[^"\\]|\\.)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))/uy;
const DEEPEST = 200;

/** parseJson reads the text of one JSON value; throws a SyntaxError with a sentence that says where it ends to be one. */
export function parseJson(text: string): JsonNode {
  const reader = new Reader(text);
  const node = reader.value(0);
  reader.end();
  return node;
}

interface Token {
  readonly mark?: string | undefined;
  readonly node?: JsonNode;
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  value(depth: number): JsonNode {
    if (depth > DEEPEST) throw this.wrong('is nested too deeply');
    const { mark, node } = this.next();
    if (node !== undefined) return node;
    if (mark === '[') return this.array(depth + 1);
    if (mark === '{') return this.object(depth + 1);
    throw this.wrong('is no value');
  }

  end(): void {
    if (this.text.slice(this.at).trim() !== '') throw this.wrong('goes on after its end');
  }

  private array(depth: number): JsonNode {
    const items: JsonNode[] = [];
    if (this.skip(']')) return { type: 'array', items };
    for (;;) {
      items.push(this.value(depth));
      if (this.skip(']')) return { type: 'array', items };
      this.expect(',');
    }
  }

  private object(depth: number): JsonNode {
    const members = new Map<string, JsonNode>();
    if (!this.skip('}')) {
      for (;;) {
        const { node } = this.next();
        if (node?.type !== 'string') throw this.wrong('has a member without a name');
        this.expect(':');
        members.set(node.value, this.value(depth));
        if (this.skip('}')) break;
        this.expect(',');
      }
    }
    return { type: 'object', members: [...members] };
  }

  private skip(mark: string): boolean {
    const before = this.at;
    if (this.peek() === mark) return true;
    this.at = before;
    return false;
  }

  private peek(): string | undefined {
    TOKEN.lastIndex = this.at;
    const found = TOKEN.exec(this.text);
    if (found?.[1] === undefined) return undefined;
    this.at = TOKEN.lastIndex;
    return found[1];
  }

  private expect(mark: string): void {
    if (this.peek() !== mark) throw this.wrong(`lacks a "${mark}"`);
  }

  private next(): Token {
    TOKEN.lastIndex = this.at;
    const found = TOKEN.exec(this.text);
    if (found === null) throw this.wrong('is no JSON');
    const [, mark, string, number, word] = found;
    const node = nodeOf({ string, number, word });
    if (string !== undefined && node === undefined)
      throw this.wrong('has a text with a character or an escape that is none');
    this.at = TOKEN.lastIndex;
    return { mark, ...(node && { node }) };
  }

  private wrong(what: string): SyntaxError {
    const rest = this.text.slice(this.at).trim();
    const where = rest === '' ? 'at its end' : `at ${JSON.stringify(rest.slice(0, 16))}`;
    return new SyntaxError(`It ${what} ${where}.`);
  }
}

function nodeOf(found: { string: string | undefined; number: string | undefined; word: string | undefined }) {
  const { string, number, word } = found;
  if (number !== undefined) return { type: 'number', text: number } as const;
  if (word === 'null') return NULL;
  if (word !== undefined) return { type: 'boolean', value: word === 'true' } as const;
  if (string === undefined) return undefined;
  try {
    return { type: 'string', value: JSON.parse(string) as string } as const;
  } catch {
    return undefined;
  }
}

/** writeJson is the node's text: on one line, or indented by two spaces. */
export function writeJson(node: JsonNode, isIndented = false, indent = ''): string {
  switch (node.type) {
    case 'object':
      return enclosed(
        '{}',
        node.members.map(([name, value]) => [`${JSON.stringify(name)}:`, value] as const),
        isIndented,
        indent,
      );
    case 'array':
      return enclosed(
        '[]',
        node.items.map((item) => ['', item] as const),
        isIndented,
        indent,
      );
    case 'number':
      return node.text;
    case 'null':
      return 'null';
    default:
      return JSON.stringify(node.value);
  }
}

function enclosed(
  marks: string,
  parts: readonly (readonly [before: string, value: JsonNode])[],
  isIndented: boolean,
  indent: string,
): string {
  if (parts.length === 0) return marks;
  const inner = `${indent}  `;
  const texts = parts.map(([before, value]) => {
    const space = isIndented && before !== '' ? ' ' : '';
    return `${before}${space}${writeJson(value, isIndented, inner)}`;
  });
  if (!isIndented) return `${marks[0]}${texts.join(',')}${marks[1]}`;
  return `${marks[0]}\n${inner}${texts.join(`,\n${inner}`)}\n${indent}${marks[1]}`;
}

/** nodeFrom makes a node of a plain value, such as a constant of a schema. */
export function nodeFrom(value: unknown): JsonNode {
  return parseJson(JSON.stringify(value ?? null));
}

/** isBeyondDoubles tells whether a value has an integer that a program which reads numbers as doubles would round. */
export function isBeyondDoubles(node: JsonNode): boolean {
  switch (node.type) {
    case 'array':
      return node.items.some(isBeyondDoubles);
    case 'object':
      return node.members.some(([, value]) => isBeyondDoubles(value));
    case 'number':
      return /^-?\d+$/.test(node.text) && !Number.isSafeInteger(Number(node.text));
    default:
      return false;
  }
}

export function isSame(one: JsonNode, other: JsonNode): boolean {
  return writeJson(sorted(one)) === writeJson(sorted(other));
}

function sorted(node: JsonNode): JsonNode {
  if (node.type === 'array') return { ...node, items: node.items.map(sorted) };
  if (node.type === 'number') return { ...node, text: numberKey(node.text) };
  if (node.type !== 'object') return node;
  const members = node.members.map(([name, value]) => [name, sorted(value)] as const);
  return { ...node, members: members.toSorted(([a], [b]) => (a < b ? -1 : 1)) };
}

/** 1 and 1.0 are the same number; integers that a number of JavaScript would round are told apart by their digits. */
function numberKey(text: string): string {
  const value = Number(text);
  return Number.isSafeInteger(value) || /[.eE]/.test(text) ? String(value) : text;
}

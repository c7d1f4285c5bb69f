import type { JsonValue } from '@app/kernel';

/** JsonNode is a value of a JSON text and where it stands. */
export interface JsonNode {
  readonly value: JsonValue;
  /** 1 for the first line; of a member, the line of its name. */
  readonly line: number;
  readonly members?: ReadonlyMap<string, JsonNode>;
  readonly items?: readonly JsonNode[];
}

/** JsonTextError says what is wrong with a text, never what it holds. */
export class JsonTextError extends Error {
  constructor(
    readonly line: number,
    readonly problem: string,
  ) {
    super(`line ${line}: ${problem}`);
    this.name = 'JsonTextError';
  }
}

/** parseJsonText is JSON.parse with lines, for files that people edit. A name that stands twice is an error here. */
export function parseJsonText(text: string): JsonNode {
  return new JsonReader(text).document();
}

const DEEPEST = 64;
const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

class JsonReader {
  private at = 0;
  private line = 1;

  constructor(private readonly text: string) {}

  document(): JsonNode {
    const node = this.node(0);
    this.skip();
    if (this.at < this.text.length) throw this.unexpected('the end of the file');
    return node;
  }

  private node(depth: number): JsonNode {
    if (depth > DEEPEST) throw new JsonTextError(this.line, `is nested deeper than ${DEEPEST}`);
    this.skip();
    const first = this.text[this.at];
    if (first === '{') return this.object(depth);
    if (first === '[') return this.array(depth);
    const { line } = this;
    const token = this.taken(first === '"' ? STRING : SCALAR);
    if (token === undefined) throw this.unexpected('a value');
    return { value: JSON.parse(token) as JsonValue, line };
  }

  private object(depth: number): JsonNode {
    const { line } = this;
    const members = new Map<string, JsonNode>();
    this.list('}', () => {
      const name = this.name(members);
      const { line } = this;
      this.expect(':');
      members.set(name, { ...this.node(depth + 1), line });
    });
    const value = Object.fromEntries([...members].map(([name, member]) => [name, member.value]));
    return { value, line, members };
  }

  private array(depth: number): JsonNode {
    const { line } = this;
    const items: JsonNode[] = [];
    this.list(']', () => items.push(this.node(depth + 1)));
    return { value: items.map(({ value }) => value), line, items };
  }

  /** What stands between brackets, with commas between. */
  private list(end: string, one: () => void): void {
    this.at++;
    this.skip();
    if (this.text[this.at] === end) {
      this.at++;
      return;
    }
    for (;;) {
      one();
      this.skip();
      const next = this.text[this.at];
      if (next !== ',' && next !== end) throw this.unexpected(`"," or "${end}"`);
      this.at++;
      if (next === end) return;
    }
  }

  private name(known: ReadonlyMap<string, unknown>): string {
    this.skip();
    const token = this.taken(STRING);
    if (token === undefined) throw this.unexpected('a name in double quotes');
    const name = JSON.parse(token) as string;
    if (known.has(name)) {
      throw new JsonTextError(
        this.line,
        `${JSON.stringify(name.slice(0, 64))} stands here for the second time`,
      );
    }
    return name;
  }

  private expect(character: string): void {
    this.skip();
    if (this.text[this.at] !== character) throw this.unexpected(`"${character}"`);
    this.at++;
  }

  private skip(): void {
    for (const character of this.taken(SPACE) ?? '') if (character === '\n') this.line++;
  }

  private taken(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const token = pattern.exec(this.text)?.[0];
    this.at += token?.length ?? 0;
    return token;
  }

  private unexpected(wanted: string): JsonTextError {
    const next = this.text[this.at];
    const found =
      next === undefined ? 'the end of the file' : next === '"' ? 'a broken string' : 'something else';
    return new JsonTextError(this.line, `got ${found}, wanted ${wanted}`);
  }
}

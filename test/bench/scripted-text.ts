// What the mock upstream says is a function of a seed, so that whoever reads it can tell every lost, doubled or
// damaged character. The words hold multi-byte characters, quotes and line breaks on purpose.
export const WORDS = [
  'plain ',
  'naïve ',
  '日本語 ',
  '"quoted" ',
  'line\nbreak ',
  '🚦 ',
  'back\\slash ',
  'ok. ',
];

/** scriptedWord gives the index into WORDS of the nth word that a stream with this seed says. */
export function scriptedWord(seed: number, n: number): number {
  return (seed * 5 + n * 3 + (n >> 3)) % WORDS.length;
}

/** scriptedText gives all that a stream with this seed says in `tokens` words. */
export function scriptedText(seed: number, tokens: number): string {
  return Array.from({ length: tokens }, (_, n) => WORDS[scriptedWord(seed, n)]).join('');
}

/** What one streamed answer should be; it travels in the user message, which every gateway passes on. */
export interface StreamScript {
  readonly seed: number;
  readonly tokens: number;
  /** Milliseconds from the request to the first token. */
  readonly firstTokenMs: number;
  readonly gapMs: number;
}

export function writeScript(script: StreamScript): string {
  return `<script ${script.seed} ${script.tokens} ${script.firstTokenMs} ${script.gapMs}>`;
}

/** readScript finds a script in a request body; undefined when there is none. */
export function readScript(body: string): StreamScript | undefined {
  const found = /<script (\d+) (\d+) (\d+) (\d+)>/.exec(body);
  if (!found) return undefined;
  const [seed = 0, tokens = 0, firstTokenMs = 0, gapMs = 0] = found.slice(1).map(Number);
  return { seed, tokens, firstTokenMs, gapMs };
}

/** Sample is one series of a metrics page and its value, which may be NaN or infinite. */
export interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\\n]|\\.)*)"\s*(,|(?=\}))/y;
/** A value, and the timestamp that may follow it. */
const VALUE = /^[ \t]*([^\s]+)(?:[ \t]+-?\d+)?[ \t]*$/;

/**
 * samplesIn reads the Prometheus text format
 * (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format), of which only the samples are of
 * use here. Throws a SyntaxError that names the line by its number.
 */
export function samplesIn(text: string): Sample[] {
  return text.split('\n').flatMap((line, index) => {
    const bare = line.replace(/\r$/, '').trim();
    if (bare === '' || bare.startsWith('#')) return [];
    const sample = sampleIn(bare);
    if (sample === undefined) throw new SyntaxError(`line ${index + 1} is no sample`);
    return [sample];
  });
}

function sampleIn(line: string): Sample | undefined {
  NAME.lastIndex = 0;
  const name = NAME.exec(line)?.[0];
  if (name === undefined) return undefined;
  const opens = line.slice(name.length).trimStart();
  const labelled = opens.startsWith('{') ? labelsIn(opens) : { labels: new Map(), rest: opens };
  if (labelled === undefined) return undefined;
  const value = numberIn(VALUE.exec(labelled.rest)?.[1]);
  return value === undefined ? undefined : { name, labels: labelled.labels, value };
}

interface Labelled {
  readonly labels: ReadonlyMap<string, string>;
  readonly rest: string;
}

/** labelsIn reads `{name="value",…}` at the beginning; a comma before the end is allowed. */
function labelsIn(text: string): Labelled | undefined {
  const labels = new Map<string, string>();
  let at = 1;
  for (;;) {
    const end = /\s*\}/y;
    end.lastIndex = at;
    if (end.test(text)) return { labels, rest: text.slice(end.lastIndex) };
    LABEL.lastIndex = at;
    const found = LABEL.exec(text);
    if (found === null) return undefined;
    labels.set(found[1] ?? '', unescaped(found[2] ?? ''));
    at = LABEL.lastIndex;
  }
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (whole, sign: string) => {
    if (sign === 'n') return '\n';
    return sign === '"' || sign === '\\' ? sign : whole;
  });
}

/** As Go writes numbers. */
const SPECIAL: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  '+Inf': Number.POSITIVE_INFINITY,
  Inf: Number.POSITIVE_INFINITY,
  '-Inf': Number.NEGATIVE_INFINITY,
};

function numberIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (Object.hasOwn(SPECIAL, text)) return SPECIAL[text];
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

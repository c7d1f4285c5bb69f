/** AptSource is where a machine's packages of one suite come from. */
export interface AptSource {
  readonly uri: string;
  /** What apt reads after `Signed-By:`, which may be a key of many lines; undefined means its default keyrings. */
  readonly signedBy: string | undefined;
}

const MAIN = 'main';
const FIELD = /^([A-Za-z-]+):\s*(.*)$/;
const ONE_LINE = /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+(.*)$/;

/**
 * sourceOf returns the first source of `suite` with the component main in the text of one of apt's files: those
 * named `.sources` hold stanzas, all others lines that begin with `deb` (sources.list(5)).
 */
export function sourceOf(name: string, text: string, suite: string): AptSource | undefined {
  return name.endsWith('.sources') ? inStanzas(text, suite) : inLines(text, suite);
}

function inLines(text: string, suite: string): AptSource | undefined {
  for (const line of text.split('\n')) {
    const [, options = '', uri, given, components = ''] = ONE_LINE.exec(line.trim()) ?? [];
    if (uri === undefined || given !== suite || !words(components).includes(MAIN)) continue;
    return { uri, signedBy: /(?:^|\s)signed-by=(\S+)/.exec(options)?.[1] };
  }
  return undefined;
}

function inStanzas(text: string, suite: string): AptSource | undefined {
  for (const stanza of text.split(/\n\s*\n/)) {
    const fields = fieldsOf(stanza);
    const has = (field: string, word: string) => words(fields.get(field)).includes(word);
    const [uri] = words(fields.get('uris'));
    if (uri === undefined || has('enabled', 'no') || !has('types', 'deb')) continue;
    if (has('suites', suite) && has('components', MAIN)) return { uri, signedBy: fields.get('signed-by') };
  }
  return undefined;
}

/** Fields may go on in lines that begin with a space; lines that begin with `#` may stand between them. */
function fieldsOf(stanza: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let last = '';
  for (const line of stanza.split('\n').filter((each) => !each.startsWith('#'))) {
    const [, name, value = ''] = FIELD.exec(line) ?? [];
    if (name === undefined) {
      fields.set(last, `${fields.get(last) ?? ''}\n${line}`);
      continue;
    }
    last = name.toLowerCase();
    fields.set(last, value);
  }
  return fields;
}

function words(text = ''): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

import { curlText } from './curl.js';

/** Reads a command as a POSIX shell does, as far as quotes, backslashes and one variable go. */
function wordsOf(command: string, variables: Readonly<Record<string, string>>): string[] {
  const words: string[] = [];
  const piece = /'([^']*)'|"([^"]*)"|\\(\n)|\\(.)|([^\s'"\\]+)|(\s+)/gs;
  let word: string | undefined;
  for (const [, single, double, joined, escaped, plain, space] of command.matchAll(piece)) {
    if (space !== undefined || joined !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = `${word ?? ''}${single ?? expanded(double, variables) ?? escaped ?? plain ?? ''}`;
  }
  return word === undefined ? words : [...words, word];
}

function expanded(text: string | undefined, variables: Readonly<Record<string, string>>): string | undefined {
  return text?.replace(/\$(\w+)/g, (_, name: string) => variables[name] ?? '');
}

it('a shell sends exactly what the page sends, whatever is in it', () => {
  const content = `It's "quoted" $HOME \`id\` \\ $(id) ! 世界\nand a line`;
  const body = { model: 'loopback/echo', messages: [{ role: 'user', content }], stream: true };
  const [name, ...given] = wordsOf(curlText('http://127.0.0.1:11435/', body), { SWITCHYARD_KEY: 'the-key' });
  expect([name, ...given.slice(0, 2)]).toEqual(['curl', '-N', 'http://127.0.0.1:11435/v1/chat/completions']);
  expect(given).toContain('Authorization: Bearer the-key');
  expect(JSON.parse(given.at(-1) ?? '')).toEqual(body);
});

it('an address cannot break out of its quotes', () => {
  expect(wordsOf(curlText(`http://a'; id; '`, {}), {})[2]).toBe(`http://a'; id; '/v1/chat/completions`);
});

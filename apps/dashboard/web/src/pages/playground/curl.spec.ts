import { execFileSync } from 'node:child_process';
import { curlText } from './curl.js';

/** Has a shell read the command, with `curl` standing for something that only repeats its arguments. */
function argumentsIn(command: string): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}\n`;
  const env = { PATH: process.env['PATH'] ?? '', SWITCHYARD_KEY: 'the-key' };
  return execFileSync('sh', ['-c', script], { env, encoding: 'utf8' }).split('\0').slice(0, -1);
}

it('a shell sends exactly what the page sends, whatever is in it', () => {
  const content = `It's "quoted" $HOME \`id\` \\ $(id) ! 世界\nand a line`;
  const body = { model: 'loopback/echo', messages: [{ role: 'user', content }], stream: true };
  const given = argumentsIn(curlText('http://127.0.0.1:11435/', body));
  expect(given.slice(0, 2)).toEqual(['-N', 'http://127.0.0.1:11435/v1/chat/completions']);
  expect(given).toContain('Authorization: Bearer the-key');
  expect(JSON.parse(given.at(-1) ?? '')).toEqual(body);
});

it('an address cannot break out of its quotes', () => {
  expect(argumentsIn(curlText(`http://a'; id; '`, {}))[1]).toBe(`http://a'; id; '/v1/chat/completions`);
});

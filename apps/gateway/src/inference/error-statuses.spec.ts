import { readFileSync } from 'node:fs';
import { DOOR_ERRORS } from '@app/http';
import { GATEWAY_ERRORS } from './error-statuses.js';

const text = readFileSync('docs/errors.md', 'utf8');
const [ours = ''] = text.split('## Operations');
const headingsIn = (part: string) => [...part.matchAll(/^### `(\w+)`\n\n(\d{3})/gm)];
/** Some codes are those of operations too, and are explained there. */
const documented = new Map(headingsIn(text).map(([, code, status]) => [code, Number(status)]));

describe('docs/errors.md', () => {
  it.each(Object.entries({ ...DOOR_ERRORS, ...GATEWAY_ERRORS }))(
    'explains %s with status %d',
    (code, status) => {
      expect(documented.get(code)).toBe(status);
    },
  );

  it('explains nothing that does not exist', () => {
    const codes = Object.keys({ ...DOOR_ERRORS, ...GATEWAY_ERRORS });
    const explained = headingsIn(ours).map(([, code]) => code ?? '');
    expect(explained.filter((code) => !codes.includes(code))).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { DOOR_ERRORS } from '@app/http';
import { PROVIDER_ERRORS } from '@app/providers';
import { GATEWAY_ERRORS } from './error-statuses.js';

const [ours = ''] = readFileSync('docs/errors.md', 'utf8').split('## Operations');
const headings = ours.matchAll(/^### `(\w+)`\n\n(\d{3})/gm);
const documented = new Map([...headings].map(([, code, status]) => [code, Number(status)]));

describe('docs/errors.md', () => {
  it.each(Object.entries({ ...DOOR_ERRORS, ...GATEWAY_ERRORS }))(
    'explains %s with status %d',
    (code, status) => {
      expect(documented.get(code)).toBe(status);
    },
  );

  it('explains nothing that does not exist', () => {
    const codes = Object.keys({ ...DOOR_ERRORS, ...GATEWAY_ERRORS });
    expect([...documented.keys()].filter((code) => !codes.includes(code ?? ''))).toEqual([]);
  });
});

it('every provider error has a status', () => {
  for (const code of PROVIDER_ERRORS) expect(GATEWAY_ERRORS[code]).toBeGreaterThanOrEqual(400);
});

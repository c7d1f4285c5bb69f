import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSecrets } from './secrets.js';

describe('secrets', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sy-'));
    writeFileSync(join(folder, 'password'), 'from a file\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('come from a variable, else from the file that another one names', () => {
    const file = join(folder, 'password');
    expect(readSecrets({ DASHBOARD_PASSWORD_FILE: file })).toEqual({ DASHBOARD_PASSWORD: 'from a file' });
    expect(readSecrets({ DASHBOARD_PASSWORD_FILE: file, DASHBOARD_PASSWORD: 'from here' })).toEqual({
      DASHBOARD_PASSWORD: 'from here',
    });
    expect(readSecrets({ DASHBOARD_PASSWORD: '' })).toEqual({});
  });

  it.each([
    ['DASHBOARD_PASSWORD', 'short', 'at least 8'],
    ['DASHBOARD_AUTH_TOKEN', 'a-short-token', 'at least 32'],
    ['GATEWAY_KEY', 'two words', 'without spaces'],
    ['OPS_CONTROLLER_TOKEN', 'a\nb', 'without spaces'],
  ])('that cannot serve are refused by name and never shown: %s', (name, value, wanted) => {
    const refused = () => readSecrets({ [name]: value });
    expect(refused).toThrow(name);
    expect(refused).toThrow(wanted);
    expect(refused).not.toThrow(value);
  });

  it('in a file that cannot be read stop the start, and name the variable', () => {
    expect(() => readSecrets({ GATEWAY_KEY_FILE: join(folder, 'none') })).toThrow('GATEWAY_KEY_FILE');
  });
});

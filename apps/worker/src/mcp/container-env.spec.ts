import type { ImageEntry } from '@app/mcp';
import { checkEnv } from './container-env.js';

const entry = (...names: string[]) =>
  ({ env_schema: Object.fromEntries(names.map((name) => [name, 'optional'])) }) as unknown as ImageEntry;

describe('checkEnv', () => {
  it.each(['GITHUB_TOKEN', 'GOOGLE_API_KEY', 'HTTPS_PROXY', 'HOMEPAGE'])(
    'lets %s pass when the entry has it',
    (name) => {
      expect(() => checkEnv('files', entry(name), { [name]: 'line\nline' })).not.toThrow();
    },
  );

  it.each(['DOCKER_HOST', 'docker_config', 'PATH', 'HOME', 'LD_PRELOAD', 'GODEBUG'])(
    'refuses %s, which the docker program would obey',
    (name) => {
      expect(() => checkEnv('files', entry(name), { [name]: 'x' })).toThrow(name);
    },
  );

  it('refuses what the entry does not have, without repeating a name from outside or a value', () => {
    const attempt = () => checkEnv('files', entry('TOKEN'), { OTHER_NAME: 'secret-value' });
    expect(attempt).toThrow(expect.objectContaining({ code: 'mcp_env_refused' }));
    expect(attempt).not.toThrow(/OTHER_NAME|secret-value/);
  });

  it('refuses a zero byte, which no program can be given', () => {
    expect(() => checkEnv('files', entry('TOKEN'), { TOKEN: 'a\0b' })).toThrow('zero byte');
  });
});

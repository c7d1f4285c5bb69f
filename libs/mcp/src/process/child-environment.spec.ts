import { childEnvironment } from './child-environment.js';
import { markVariables, readMark } from './process-mark.js';

const mark = { owner: 'o', run: '12-34-ab', child: 'c' };
const marks = markVariables(mark);

describe('the environment of a server', () => {
  it('holds what it was given and a few harmless names, and nothing else of the router', () => {
    const own = {
      PATH: '/bin',
      HOME: '/h',
      LANG: 'C',
      ADMIN_TOKEN: 'secret',
      LD_PRELOAD: 'x',
      TZ: undefined,
    };
    const env = childEnvironment(own, { API_KEY: 'k', HOME: '/other' }, marks);
    expect(env).toEqual({ PATH: '/bin', HOME: '/other', LANG: 'C', API_KEY: 'k', ...marks });
  });

  it('bears the marks whatever the registry says', () => {
    const env = childEnvironment({}, { SWITCHYARD_MCP_OWNER: 'nobody', SWITCHYARD_MCP_RUN: '' }, marks);
    expect(env).toEqual(marks);
  });
});

describe('a mark', () => {
  const environ = (variables: Record<string, string>) =>
    Object.entries(variables)
      .map(([name, value]) => `${name}=${value}\0`)
      .join('');

  it('is found among other variables', () => {
    expect(readMark(environ({ PATH: '/bin', ...marks, LAST: 'x' }))).toEqual(mark);
  });

  it('is none when it is only mentioned, or not whole', () => {
    expect(readMark(environ({ NOTE: Object.entries(marks).flat().join('=') }))).toBeUndefined();
    expect(readMark(environ({ X_SWITCHYARD_MCP_OWNER: 'o', ...marks, SWITCHYARD_MCP_OWNER: 'p' }))).toEqual({
      ...mark,
      owner: 'p',
    });
    expect(readMark(environ({ SWITCHYARD_MCP_OWNER: 'o' }))).toBeUndefined();
    expect(readMark('')).toBeUndefined();
  });
});

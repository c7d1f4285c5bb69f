import { z } from 'zod';
import { ConfigError } from './config-error.js';
import { commaList, httpUrl, integer, readEnvironment } from './environment.js';

const schema = z.object({
  PORT: integer(1, 65_535).default(80),
  UPSTREAM_URL: httpUrl().optional(),
  API_TOKEN: z.string().min(16, 'at least 16 characters').optional(),
  NAMES: commaList(),
});

function problemsOf(variables: Record<string, string>): readonly string[] {
  try {
    readEnvironment(schema, variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
  }
  throw new Error('the environment was accepted');
}

describe('readEnvironment', () => {
  it('returns typed values and defaults, frozen', () => {
    const values = readEnvironment(schema, { UPSTREAM_URL: 'http://host:1/', NAMES: 'a, b,' });
    expect(values).toEqual({ PORT: 80, UPSTREAM_URL: 'http://host:1', NAMES: ['a', 'b'] });
    expect(Object.isFrozen(values)).toBe(true);
  });

  it('takes the empty string for absent', () => {
    expect(readEnvironment(schema, { PORT: '' }).PORT).toBe(80);
  });

  it('names every bad variable, what it got and what it wanted', () => {
    expect(problemsOf({ PORT: '80a', UPSTREAM_URL: 'ftp://host' })).toEqual([
      'PORT: got "80a", wanted a whole number from 1 to 65535',
      'UPSTREAM_URL: got "ftp://host", wanted an http:// or https:// URL without user, query or fragment',
    ]);
  });

  it.each(['0', '65536', '-1', '1.5', '1e3'])('refuses the port %s', (PORT) => {
    expect(problemsOf({ PORT })).toHaveLength(1);
  });

  it('never shows a secret', () => {
    const problems = problemsOf({ API_TOKEN: 'hunter2' });
    expect(problems).toEqual(['API_TOKEN: got a value (not shown), wanted at least 16 characters']);
  });
});

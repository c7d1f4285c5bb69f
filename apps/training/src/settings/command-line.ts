import { parseArgs } from 'node:util';
import { ConfigError, type Environment } from '@app/config';
import { SWITCHES, variables } from './variables.js';

const PREFIX = /^MCP_HTTP_/;

/** wantsHttp tells whether to serve over HTTP; the standard streams are served without. */
export function wantsHttp(args: readonly string[]): boolean {
  return args.includes('--http');
}

/**
 * readCommandLine is the environment, with what the flags say in place of what it says itself. Each variable has a flag of its
 * name: `--ai-toolkit-server-url` for AI_TOOLKIT_SERVER_URL, and without the prefix for those of HTTP, `--port` for
 * MCP_HTTP_PORT. Throws a ConfigError for a flag that nobody knows, or that lacks its value.
 */
export function readCommandLine(args: readonly string[], environment: Environment): Environment {
  const given = parsed(args);
  const said = Object.keys(variables.shape).flatMap((name) => {
    const value = given[flagOf(name)];
    return value === undefined ? [] : [[name, `${value}`]];
  });
  return { ...environment, ...Object.fromEntries(said) };
}

function flagOf(variable: string): string {
  return variable.replace(PREFIX, '').toLowerCase().replaceAll('_', '-');
}

function parsed(args: readonly string[]): Readonly<Record<string, string | boolean | undefined>> {
  const flags = Object.keys(variables.shape).map((name) => {
    return [flagOf(name), { type: SWITCHES.has(name) ? ('boolean' as const) : ('string' as const) }] as const;
  });
  const options = { http: { type: 'boolean' as const }, ...Object.fromEntries(flags) };
  try {
    return parseArgs({ args: [...args], options, allowNegative: true }).values;
  } catch (error) {
    throw new ConfigError('the command line', [complaint(error)]);
  }
}

/** Node's own words, without the advice that follows the first sentence: it may repeat a value. */
function complaint(error: unknown): string {
  const { message } = error as Error;
  const name = /'(-{1,2}[a-z-]+)/.exec(message)?.[1];
  return name === undefined ? 'got a word that is no flag' : `${name}: ${reasonOf(error)}`;
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE'
    ? 'wanted a value, or none for a switch'
    : 'is not known';
}

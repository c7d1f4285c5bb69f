import { RE2JS } from 're2js';
import { ToolFailure } from '../server/tool-failure.js';
import { GlobError, globSource } from './glob-source.js';

/** Globs match paths relative to the folder that is searched. One without a slash is for names in every folder. */
export class Globs {
  readonly #patterns: readonly RE2JS[];

  /** Throws ToolFailure, which names `argument`. */
  constructor(globs: readonly string[], argument: string) {
    this.#patterns = globs.map((glob) => compiled(glob, argument));
  }

  get empty(): boolean {
    return this.#patterns.length === 0;
  }

  match(path: string): boolean {
    return this.#patterns.some((pattern) => pattern.testExact(path));
  }
}

function compiled(glob: string, argument: string): RE2JS {
  try {
    const whole = glob.replace(/^(\.?\/)+/, '');
    const source = globSource(whole, { braces: true });
    return RE2JS.compile(whole.includes('/') ? source : `(?:[^/]+/)*(?:${source})`, RE2JS.DOTALL);
  } catch (error) {
    const problem = error instanceof GlobError ? error.message : 'is no glob';
    throw new ToolFailure(argument, problem, { cause: error });
  }
}

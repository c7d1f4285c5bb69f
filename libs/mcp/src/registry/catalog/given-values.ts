import type { Input } from './server-document.js';

/** ImportValues are answers to what a server.json asks for, by the names of its arguments and variables. */
export type ImportValues = Readonly<Record<string, string | readonly string[]>>;

/** GivenValues hands out answers, and remembers what was asked for in vain and what cannot be taken over. */
export class GivenValues {
  readonly missing = new Set<string>();
  /** Everything that an answer could have been given for. */
  readonly asked = new Map<string, Input>();
  readonly problems: { field: string; problem: string }[] = [];

  constructor(private readonly values: ImportValues) {}

  /** one returns the answer for `name`, else the input's own value or default; undefined when there is none. */
  one(name: string, input: Input, field: string): string | undefined {
    return this.all(name, input, field)[0];
  }

  /** all returns every answer of an input that may be repeated. */
  all(name: string, input: Input, field: string): readonly string[] {
    if (input.value !== undefined) return [input.value];
    this.asked.set(name, input);
    const given = Object.hasOwn(this.values, name) ? this.values[name] : input.default;
    const answers = given === undefined ? [] : [given].flat();
    if (answers.length === 0 && input.isRequired) this.missing.add(name);
    const { choices } = input;
    if (choices !== undefined && answers.some((answer) => !choices.includes(answer))) {
      this.refuse(field, `wanted one of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}`);
    }
    return answers;
  }

  /** filled puts the answers for the `{variables}` of a text into it; undefined when one has none. */
  filled(template: string, variables: Readonly<Record<string, Input>>, field: string): string | undefined {
    let whole = true;
    const text = template.replaceAll(/\{([^{}]+)\}/g, (same, name: string) => {
      const input = Object.hasOwn(variables, name) ? variables[name] : undefined;
      if (input === undefined) return same;
      const answer = this.one(name, input, field);
      whole &&= answer !== undefined;
      return answer ?? '';
    });
    return whole ? text : undefined;
  }

  refuse(field: string, problem: string): void {
    this.problems.push({ field, problem });
  }
}

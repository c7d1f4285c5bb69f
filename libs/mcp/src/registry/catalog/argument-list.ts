import type { GivenValues } from './given-values.js';
import type { Argument } from './server-document.js';

/**
 * argumentList writes arguments as an argv: positional ones verbatim, named ones as `--flag=value`. One without a value
 * is left out, except a flag that the server always wants.
 */
export function argumentList(list: readonly Argument[], values: GivenValues, field: string): string[] {
  return list.flatMap((argument, index) => words(argument, values, `${field}[${index}]`));
}

/** argumentName is how an argument is answered for. */
function argumentName(argument: Argument): string {
  return argument.type === 'named' ? argument.name : (argument.valueHint ?? 'value');
}

function words(argument: Argument, values: GivenValues, field: string): string[] {
  if (isSecret(argument)) {
    values.refuse(field, 'is a secret, and a command line shows it to everybody on the machine');
    return [];
  }
  const bare = argument.type === 'named' && argument.format === 'boolean' && argument.isRequired;
  if (bare && argument.value === undefined && argument.default === undefined) return [argument.name];
  const answers = answersOf(argument, values, field);
  if (argument.type === 'positional') return answers;
  return answers.flatMap((answer) => named(argument.name, answer));
}

function answersOf(argument: Argument, values: GivenValues, field: string): string[] {
  const { value, variables } = argument;
  if (value === undefined) {
    const answers = values.all(argumentName(argument), argument, field);
    return argument.isRepeated ? [...answers] : answers.slice(0, 1);
  }
  const text = values.filled(value, variables, field);
  return text === undefined ? [] : [text];
}

function named(flag: string, value: string): string[] {
  return flag.startsWith('--') ? [`${flag}=${value}`] : [flag, value];
}

function isSecret({ isSecret, variables }: Argument): boolean {
  return isSecret || Object.values(variables).some((variable) => variable.isSecret);
}

import { CommandError } from './command-error.ts';
import { EXIT } from './exit-codes.ts';

/** wanted is the value of an option that this command cannot do without. */
export function wanted(name: string, value: string | undefined): string {
  if (value !== undefined) return value;
  throw new CommandError(EXIT.wrongUsage, `${name}: got nothing, and this command needs it`);
}

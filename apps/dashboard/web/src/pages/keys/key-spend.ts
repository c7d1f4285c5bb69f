import type { KeyUses } from '../../api/keys.js';
import { counted } from '../../time/format.js';
import { atLeast } from './at-least.js';

/** KeySpend is how many tokens the calls of models took that a key made in the last 24 hours. Models of one's own have no price. */
export interface KeySpend {
  readonly input: number;
  readonly output: number;
  /** Calls of which nobody told the tokens, or that run. */
  readonly untold: number;
  /** Why there may have been more calls. */
  readonly gaps: KeyUses['gaps'];
}

/** spendOf is what one key took; undefined while nobody could be asked. */
export function spendOf(id: string, uses: KeyUses | undefined): KeySpend | undefined {
  if (uses === undefined) return undefined;
  const own = uses.work.filter(({ client, kind }) => client === id && kind === 'model');
  const sum = (read: (work: KeyUses['work'][number]) => number) =>
    own.reduce((so, work) => so + read(work), 0);
  return {
    input: sum(({ input_tokens }) => input_tokens),
    output: sum(({ output_tokens }) => output_tokens),
    untold: sum(({ calls_without_tokens }) => calls_without_tokens),
    gaps: uses.gaps.filter(({ kind }) => kind === 'model'),
  };
}

const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** spendWords is `8.1K in, 340 out`, with `At least` where more may have been. */
export function spendWords(spend: KeySpend): string {
  const { input, output } = spend;
  const words = isNothing(spend) ? '0' : `${SHORT.format(input)} in, ${SHORT.format(output)} out`;
  return atLeast(words, { isNothing: isNothing(spend), isWhole: isWhole(spend) });
}

/** spendLines says the same whole, and what is not in it; nothing of a key that called no model. */
export function spendLines(spend: KeySpend): readonly string[] {
  const { input, output, untold } = spend;
  if (isNothing(spend) && isWhole(spend)) return [];
  const least = isWhole(spend) ? '' : 'at least ';
  const tokens = `${least}${input.toLocaleString('en-GB')} tokens in and ${output.toLocaleString('en-GB')} out`;
  return [
    isNothing(spend)
      ? 'How many tokens its calls of models took in the last 24 h is not known.'
      : `In the last 24 h its calls of models took ${tokens}.`,
    ...(untold > 0 ? [`Of ${counted(untold, 'call')} the tokens are not known, or not yet.`] : []),
  ];
}

function isNothing({ input, output }: KeySpend): boolean {
  return input + output === 0;
}

function isWhole({ untold, gaps }: KeySpend): boolean {
  return untold === 0 && gaps.length === 0;
}

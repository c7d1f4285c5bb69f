/** atLeast is how a number is told of which there may be more: never as nothing. */
export function atLeast(
  words: string,
  is: { readonly isNothing: boolean; readonly isWhole: boolean },
): string {
  if (is.isWhole) return words;
  return is.isNothing ? 'Unknown' : `At least ${words}`;
}

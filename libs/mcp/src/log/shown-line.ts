import { harmlessText } from './harmless-text.js';
import type { SecretMask } from './secret-mask.js';

/** Characters of one line of a log. */
export const LONGEST_LINE = 2_000;
const CUT = ' [cut]';

/** shownLine is a line as a log may show it: harmless, masked, and cut at last, so that no cut hides a value from the mask. */
export function shownLine(line: string, mask: SecretMask, isCut = false): string {
  const shown = mask.in(harmlessText(line), isCut);
  if (shown.length <= LONGEST_LINE && !isCut) return shown;
  return `${shown.slice(0, LONGEST_LINE).toWellFormed()}${CUT}`;
}

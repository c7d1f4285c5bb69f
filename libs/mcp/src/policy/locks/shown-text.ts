/**
 * What cannot be seen or turns text around: controls, format and private characters, spaces but the plain one, and what
 * is drawn as nothing. Text that is meant for a model and not for people hides in them.
 */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;

/** shownText writes every character that people would not see as JSON's escape, `\u202e`: JSON stays the same JSON. */
export function shownText(text: string): string {
  return text.replace(UNSEEN, (character) =>
    Array.from({ length: character.length }, (_, place) => escapeOf(character.charCodeAt(place))).join(''),
  );
}

function escapeOf(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

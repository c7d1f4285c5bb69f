/** wordsIn cuts a text before each word; the pieces joined are the text. */
export function wordsIn(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\s)(?=\S)/);
}

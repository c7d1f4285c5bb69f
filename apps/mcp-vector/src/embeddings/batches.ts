const MOST_TEXTS = 64;
const MOST_CHARACTERS = 256 * 1024;

/** batchesOf cuts a list into parts that one call takes; a text that is too long for that is a part by itself. */
export function batchesOf(texts: readonly string[]): readonly (readonly string[])[] {
  const batches: string[][] = [];
  let characters = 0;
  for (const text of texts) {
    const last = batches.at(-1);
    characters += text.length;
    if (last !== undefined && last.length < MOST_TEXTS && characters <= MOST_CHARACTERS) {
      last.push(text);
      continue;
    }
    batches.push([text]);
    characters = text.length;
  }
  return batches;
}

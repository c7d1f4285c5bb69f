/** words splits text into what is searched for: whole names, and the parts of camelCase and snake_case ones. */
export function words(text: string): string[] {
  const names = text.match(/[\p{L}\p{N}_$]+/gu) ?? [];
  return names.flatMap((name) => {
    const parts = name.match(/\p{Lu}?[\p{Ll}\p{N}]+|\p{Lu}+(?!\p{Ll})|\p{Lo}+/gu) ?? [];
    return parts.length > 1 ? [name, ...parts] : [name];
  });
}

/** inOrderOfNeed puts each name after those of the others that it needs, and otherwise keeps the order. */
export function inOrderOfNeed(
  names: readonly string[],
  needs: (name: string) => readonly string[],
): readonly string[] {
  const ordered = new Set<string>();
  const seen = new Set<string>();
  const place = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    needs(name).forEach(place);
    ordered.add(name);
  };
  names.forEach(place);
  return [...ordered].filter((name) => names.includes(name));
}

/** vectorOf is a unit vector of `width` 32-bit floats that depends on the text. */
export function vectorOf(text: string, width: number): number[] {
  const raw = Array.from({ length: width }, (_, at) =>
    Math.sin(at + 1 + text.length * 0.37 + (text.codePointAt(0) ?? 0)),
  );
  const length = Math.hypot(...raw);
  return raw.map((value) => Math.fround(value / length));
}

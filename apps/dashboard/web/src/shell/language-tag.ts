/**
 * isLanguageTag says whether Intl takes a browser's word for its language. WebKitGTK without a locale says "C", and
 * everything that asks Intl for that language throws: uPlot does while it is loaded.
 */
export function isLanguageTag(word: string): boolean {
  try {
    return Intl.getCanonicalLocales(word).length === 1;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** inkOf is a token's colour as a canvas takes it, which knows nothing of tokens: an element that has the colour tells it. */
export function inkOf(element: HTMLElement, token: string): string {
  element.style.color = `var(${token})`;
  return getComputedStyle(element).color;
}

/** onThemeChange calls back when colours have changed, until the function that it returns is called. */
export function onThemeChange(changed: () => void): () => void {
  const palettes = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) =>
    matchMedia(query),
  );
  const chosen = new MutationObserver(changed);
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  for (const palette of palettes) palette.addEventListener('change', changed);
  return () => {
    chosen.disconnect();
    for (const palette of palettes) palette.removeEventListener('change', changed);
  };
}

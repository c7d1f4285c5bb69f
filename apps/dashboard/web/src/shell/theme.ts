import { storedChoice, useChoice } from '../time/stored-choice.js';

const THEMES = ['system', 'light', 'dark'] as const;
const choice = storedChoice('theme', THEMES);

export function useTheme() {
  return useChoice(choice);
}

/** nextTheme goes from the system's theme to light, dark, and back. */
export function nextTheme(): void {
  const next = THEMES[(THEMES.indexOf(choice.get()) + 1) % THEMES.length] ?? 'system';
  choice.set(next);
  if (next === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = next;
}

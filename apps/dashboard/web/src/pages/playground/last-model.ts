const KEY = 'switchyard.playground.model';

/** lastModel is the model that was chatted with last in this browser; only its name is kept. */
export function lastModel(): string | undefined {
  return localStorage.getItem(KEY) ?? undefined;
}

export function rememberModel(id: string): void {
  localStorage.setItem(KEY, id);
}

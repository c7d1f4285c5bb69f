/** How a table's order stands in the URL: `name` upwards, `-name` downwards, empty for none. */
export function readSort(text: string): { id: string; desc: boolean }[] {
  if (text === '') return [];
  return text.startsWith('-') ? [{ id: text.slice(1), desc: true }] : [{ id: text, desc: false }];
}

export function writeSort([first]: readonly { id: string; desc: boolean }[]): string {
  return first === undefined ? '' : `${first.desc ? '-' : ''}${first.id}`;
}

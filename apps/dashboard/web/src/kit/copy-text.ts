/**
 * copyText puts a text on the clipboard; false when the browser does not let it. Pages that came over plain HTTP have no
 * clipboard of their own, so there the text goes by way of a field that is selected and copied.
 */
export async function copyText(text: string): Promise<boolean> {
  // The types promise a clipboard; browsers have none on a page that is not secure.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard === undefined) return copyByField(text);
  try {
    await clipboard.writeText(text);
    return true;
  } catch {
    return copyByField(text);
  }
}

function copyByField(text: string): boolean {
  const before = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'unseen';
  // Within an open dialog, all that is outside of it cannot be selected.
  (before?.closest('[role=dialog], [role=alertdialog]') ?? document.body).append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return copied;
}

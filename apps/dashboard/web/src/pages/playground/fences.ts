/** A part of an answer: text, or code between fences. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string; readonly language: string; readonly isClosed: boolean };

const OPEN = /^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`]*)[^`]*$/;

/**
 * partsOf splits an answer at its code fences, and reads no other mark: text stays text. A fence is closed by one of the
 * same kind that is as long or longer; one that is open when the answer ends is code to its end.
 */
export function partsOf(answer: string): readonly Part[] {
  const parts: Part[] = [];
  let lines: string[] = [];
  let fence: { readonly mark: string; readonly language: string } | undefined;
  const end = (isClosed: boolean): void => {
    const text = lines.join('\n');
    if (fence) parts.push({ kind: 'code', text, language: fence.language, isClosed });
    else if (text.trim() !== '') parts.push({ kind: 'text', text: text.replace(/^\n+|\n+$/g, '') });
    lines = [];
  };
  for (const line of answer.split(/\r?\n/)) {
    const [, mark, language = ''] = OPEN.exec(line) ?? [];
    if (fence && isClosedBy(fence.mark, line)) {
      end(true);
      fence = undefined;
    } else if (!fence && mark !== undefined) {
      end(true);
      fence = { mark, language: language.toLowerCase() };
    } else lines.push(line);
  }
  end(false);
  return parts;
}

function isClosedBy(mark: string, line: string): boolean {
  const found = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1] ?? '';
  return found.startsWith(mark);
}

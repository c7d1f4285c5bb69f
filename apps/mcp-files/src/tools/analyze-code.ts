import { z } from 'zod';
import { ENDINGS, languageOf } from '../code/languages.js';
import { outlineOf } from '../code/outline.js';
import { withParsed } from '../code/parse-code.js';
import { openInside } from '../roots/open-inside.js';
import type { Place, Roots } from '../roots/roots.js';
import type { Tool } from '../server/add-tool.js';
import { ToolFailure } from '../server/tool-failure.js';
import { readWhole } from '../text/read-whole.js';
import { wholeText } from '../text/whole-text.js';
import { path } from './argument-schemas.js';

const LARGEST = 1024 * 1024;

const input = z.strictObject({ path });
const output = z.object({
  path: z.string(),
  language: z.string(),
  lines: z.int(),
  imports: z.array(z.object({ module: z.string(), line: z.int() })),
  symbols: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      line: z.int(),
      end_line: z.int(),
      container: z.string().optional().describe('What it is declared in.'),
      signature: z.string(),
    }),
  ),
  has_syntax_errors: z.boolean().describe('Parts of the file could not be read, and may be missing here.'),
  truncated: z.boolean().describe('There are more symbols or imports.'),
});

/** analyzeCode is the tool analyze_code. */
export function analyzeCode(roots: Roots): Tool<typeof input, typeof output> {
  return {
    name: 'analyze_code',
    title: 'Outline a source file',
    description:
      'Tells what a source file declares and imports, from its syntax: TypeScript, JavaScript, Python, Go, Rust, Java.',
    input,
    output,
    annotations: { readOnlyHint: true, openWorldHint: false },
    async run(args, { signal }) {
      const place = roots.place(args.path);
      const language = languageOf(place.inside);
      if (language === undefined) {
        throw new ToolFailure(
          'path',
          `is of no language that is known, wanted one of .${ENDINGS.join(', .')}`,
        );
      }
      const text = await sourceOf(place);
      signal.throwIfAborted();
      return withParsed(text, language, (tree) => ({
        path: place.shown,
        language: language.name,
        lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
        has_syntax_errors: tree.rootNode.hasError,
        ...outlineOf(tree, text, language),
      }));
    },
  };
}

async function sourceOf(place: Place): Promise<string> {
  await using file = await openInside(place);
  if (!(await file.stat()).isFile()) throw new ToolFailure('path', 'is no regular file');
  const bytes = await readWhole(file, LARGEST);
  if (bytes === undefined) throw new ToolFailure('path', `is larger than ${LARGEST} bytes`);
  return wholeText(bytes);
}

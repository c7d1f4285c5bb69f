import { z } from 'zod';
import { openInside } from '../roots/open-inside.js';
import type { Roots } from '../roots/roots.js';
import type { Tool } from '../server/add-tool.js';
import { ToolFailure } from '../server/tool-failure.js';
import { isBinary } from '../text/is-binary.js';
import { lastLines, linesFrom, type LineRange } from '../text/line-ranges.js';
import { wholeText } from '../text/whole-text.js';
import { path } from './argument-schemas.js';

const MOST_BYTES = 256 * 1024;
const lineNumber = z.int().min(1).max(100_000_000);

const input = z.strictObject({
  path,
  head: lineNumber.optional().describe('Only so many lines from the beginning.'),
  tail: lineNumber.optional().describe('Only so many lines from the end.'),
  start_line: lineNumber.optional().describe('From this line on, counted from 1.'),
  end_line: lineNumber.optional().describe('To this line, which is included.'),
});
const output = z.object({
  path: z.string(),
  content: z.string(),
  first_line: z.int().optional().describe('Number of the first line; absent with tail.'),
  size: z.int().describe('Bytes of the whole file.'),
  truncated: z.boolean().describe(`What was asked for is more than ${MOST_BYTES} bytes, and was cut.`),
});
type Input = z.output<typeof input>;

/** readFile is the tool read_file. */
export function readFile(roots: Roots): Tool<typeof input, typeof output> {
  return {
    name: 'read_file',
    title: 'Read a file',
    description: `Reads a text file, or some of its lines: at most ${MOST_BYTES} bytes at a time.`,
    input,
    output,
    annotations: { readOnlyHint: true, openWorldHint: false },
    text: ({ content }) => content,
    async run(args, { signal }) {
      checkSelection(args);
      const place = roots.place(args.path);
      await using file = await openInside(place);
      const stat = await file.stat();
      if (!stat.isFile())
        throw new ToolFailure('path', stat.isDirectory() ? 'is a folder' : 'is no regular file');
      const beginning = Buffer.alloc(Math.min(8_192, stat.size));
      await file.read(beginning, 0, beginning.length, 0);
      if (isBinary(beginning)) throw new ToolFailure('path', 'is a binary file, wanted text');
      const range = await selected(file, args, signal);
      const content = wholeText(range.bytes);
      return { path: place.shown, content, ...lineOf(range), size: stat.size, truncated: range.cut };
    },
  };
}

function lineOf({ first }: LineRange): { first_line?: number } {
  return first === undefined ? {} : { first_line: first };
}

function checkSelection({ head, tail, start_line, end_line }: Input): void {
  const ways = [head, tail, start_line ?? end_line].filter((way) => way !== undefined);
  if (ways.length > 1)
    throw new ToolFailure('head', 'wanted only one of head, tail and start_line with end_line');
  if (end_line !== undefined && end_line < (start_line ?? 1)) {
    throw new ToolFailure('end_line', `got ${end_line}, wanted a line from start_line on`);
  }
}

function selected(
  file: Parameters<typeof linesFrom>[0],
  { head, tail, start_line = 1, end_line }: Input,
  signal: AbortSignal,
): Promise<LineRange> {
  if (tail !== undefined) return lastLines(file, tail, MOST_BYTES, signal);
  return linesFrom(file, start_line, head ?? end_line ?? Infinity, MOST_BYTES, signal);
}

import { z } from 'zod';

export const path = z
  .string()
  .max(4_096)
  .describe(
    'root/folder/file: a root of this server first. list_directory with an empty path lists the roots.',
  );

export const includeIgnored = z
  .boolean()
  .default(false)
  .describe('Look also at what .gitignore files leave out.');

export const globList = z.array(z.string().min(1).max(512)).max(32).default([]);

/** Why a list may not be everything: there is more than was asked for, or a limit was met. */
export const incomplete = z
  .enum(['max_results', 'size', 'time', 'entries', 'unreadable', 'long_lines'])
  .optional()
  .describe('Why this may not be everything; absent when it is.');

import type { JsonObject } from '@app/kernel';
import type { PullProgress } from '../../library.js';
import { countOf, malformed } from '../native-record.js';

const LONGEST_STATUS = 200;
const DIGEST = /^[a-z0-9]{1,16}:[A-Za-z0-9._-]{1,128}$/;

/** pullProgress reads a line of /api/pull; `completed` is absent there while it is 0. */
export function pullProgress(upstream: string, line: JsonObject): PullProgress {
  const { status, digest } = line;
  if (typeof status !== 'string') throw malformed(upstream, 'a line of progress without a status');
  const short = status.slice(0, LONGEST_STATUS).toWellFormed();
  if (typeof digest !== 'string' || !DIGEST.test(digest)) return { status: short };
  const total = Math.max(0, countOf(line, 'total'));
  const completed = Math.min(Math.max(0, countOf(line, 'completed')), total);
  return { status: short, layer: { digest, completed, total } };
}

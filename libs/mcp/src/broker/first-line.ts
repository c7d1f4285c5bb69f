import type { Readable } from 'node:stream';

const NEWLINE = 10;

/** What firstLine rejects with: the line is too long, or the stream ended before it. */
export class NoFirstLine extends Error {}

/**
 * firstLine takes the first line off a stream, as UTF-8 and without its end; all after it stays in the stream. Rejects
 * with NoFirstLine, the stream's own error, or the signal's reason. It leaves no listener behind.
 */
export function firstLine(stream: Readable, longest: number, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    const settle = (act: () => void) => {
      stream.off('readable', read).off('error', fail).off('end', ended).off('close', ended);
      signal.removeEventListener('abort', cancel);
      act();
    };
    const fail = (error: Error) => settle(() => reject(error));
    const ended = () => fail(new NoFirstLine('the stream ended before its first line did'));
    const cancel = () => fail(signal.reason as Error);
    const read = () => {
      for (let part = take(stream); part !== null; part = take(stream)) {
        const at = part.indexOf(NEWLINE);
        parts.push(at < 0 ? part : part.subarray(0, at));
        size += parts.at(-1)?.length ?? 0;
        if (size > longest) return fail(new NoFirstLine(`the first line has more than ${longest} bytes`));
        if (at < 0) continue;
        if (at + 1 < part.length) stream.unshift(part.subarray(at + 1));
        return settle(() => resolve(Buffer.concat(parts).toString('utf8')));
      }
      return undefined;
    };
    if (signal.aborted) return reject(signal.reason as Error);
    signal.addEventListener('abort', cancel, { once: true });
    if (stream.destroyed || stream.readableEnded) return ended();
    stream.on('readable', read).on('error', fail).on('end', ended).on('close', ended);
    return read();
  });
}

function take(stream: Readable): Buffer | null {
  return stream.read() as Buffer | null;
}

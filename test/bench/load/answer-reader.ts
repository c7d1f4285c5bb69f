const EMPTY = Buffer.alloc(0);
const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n');

/** AnswerReader finds the end of one HTTP answer after another on a connection, at the least cost. */
export class AnswerReader {
  #pending: Buffer = EMPTY;

  /** push takes bytes that may be overwritten later and gives the whole answer once it is there. */
  push(bytes: Buffer): Buffer | undefined {
    const all = this.#pending.length ? Buffer.concat([this.#pending, bytes]) : bytes;
    if (!isWhole(all)) {
      this.#pending = all === bytes ? Buffer.from(bytes) : all;
      return undefined;
    }
    this.#pending = EMPTY;
    return all;
  }
}

function isWhole(answer: Buffer): boolean {
  const headEnd = answer.indexOf('\r\n\r\n');
  if (headEnd < 0) return false;
  const head = answer.toString('latin1', 0, headEnd);
  const length = /content-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return answer.length >= headEnd + 4 + Number(length);
  return answer.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK);
}

/** isRightAnswer tells whether an answer is the one that the mock gives to a whole request. */
export function isRightAnswer(answer: Buffer): boolean {
  return answer.toString('latin1', 9, 12) === '200' && answer.includes('All quiet. All quiet.');
}

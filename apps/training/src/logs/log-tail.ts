import type { LogPart } from '../backend/index.js';
import { ConfigDump } from './config-dump.js';
import { type LogLine, linesOf } from './log-line.js';
import { LineSplitter } from './line-splitter.js';
import { LineWindow } from './line-window.js';
import { plainText } from './plain-text.js';

interface TailOptions {
  /** As the bar of the run is called. */
  readonly jobName: string;
  /** So many lines are kept, the newest. */
  readonly maxLines: number;
}

/**
 * LogTail follows the log of one run as it grows, in bounded memory: ask the backend from `offset` on and give each answer
 * to `read`. Where the parts were cut makes no difference to what it tells.
 */
export class LogTail {
  private readonly splitter = new LineSplitter();
  private dump = new ConfigDump();
  private window: LineWindow;
  private at: number | undefined;
  private seen = false;

  constructor(private readonly options: TailOptions) {
    this.window = new LineWindow(options.maxLines);
  }

  /** Where the next part of the log begins, in bytes; undefined before the first. */
  get offset(): number | undefined {
    return this.at;
  }

  /** Whether the bar of the job's own steps was ever drawn. */
  get trainingSeen(): boolean {
    return this.seen;
  }

  /** Takes the next answer of the backend. One that says `reset` is another log: all that was read before is forgotten. */
  read(part: LogPart): void {
    if (part.reset) this.forget();
    const first = this.at === undefined;
    this.at = part.offset;
    this.append(first && isCut(part) ? fromNextLine(part.text) : part.text);
  }

  append(text: string): void {
    this.splitter.push(text, (line) => this.take(line));
  }

  /** The newest lines, the unfinished last one included. */
  lines(last = this.options.maxLines): readonly LogLine[] {
    const unfinished = plainText(this.splitter.unfinished);
    const hidden = this.dump.wouldHide(unfinished);
    return this.window.lines(hidden ? [] : linesOf(unfinished, this.options.jobName)).slice(-last);
  }

  private take(line: string): void {
    const text = plainText(line);
    if (text === '' || this.dump.hides(text)) return;
    for (const each of linesOf(text, this.options.jobName)) this.keep(each);
  }

  private keep(line: LogLine): void {
    if (line.kind === 'training') {
      this.seen = true;
      this.dump.end();
    }
    this.window.push(line);
  }

  private forget(): void {
    this.splitter.forget();
    this.dump = new ConfigDump();
    this.window = new LineWindow(this.options.maxLines);
    this.at = undefined;
    this.seen = false;
  }
}

/** An answer that is only the end of a long log begins within a line. */
function isCut(part: LogPart): boolean {
  return part.offset > Buffer.byteLength(part.text);
}

function fromNextLine(text: string): string {
  const end = text.search(/[\r\n]/);
  return end < 0 ? '' : text.slice(end + 1);
}

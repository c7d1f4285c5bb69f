import type { JsonObject } from '@app/kernel';
import type { CurrentServer } from '../upstream/server-source.js';
import { messageWords } from './message-words.js';
import { maskOf, type SecretMask } from './secret-mask.js';
import type { LogLevel, WordsListener } from './server-words.js';
import { shownLine } from './shown-line.js';
import { StderrLines } from './stderr-lines.js';

/** ServerJournal writes the log of one server as it is described at one time: whatever is told, it is masked here. */
export class ServerJournal {
  readonly #mask: SecretMask;

  constructor(
    private readonly server: string,
    current: Pick<CurrentServer, 'entry' | 'env'>,
    private readonly listener: WordsListener | undefined,
  ) {
    this.#mask = maskOf(current);
  }

  /** event is what we saw of the server. */
  event(level: LogLevel, text: string): void {
    this.listener?.(this.server, { source: 'router', level, text: shownLine(text, this.#mask) });
  }

  /** message is a `notifications/message` of the server. */
  message(params: JsonObject | undefined): void {
    if (this.listener === undefined) return;
    for (const words of messageWords(params, this.#mask)) this.listener(this.server, words);
  }

  /** stderr makes what takes the standard error of one process. */
  stderr(): StderrLines {
    return new StderrLines({
      mask: this.#mask,
      line: (text) => this.listener?.(this.server, { source: 'stderr', level: undefined, text }),
      leftOut: (lines) => this.event('warning', `It wrote too fast: ${lines} lines were left out`),
    });
  }
}

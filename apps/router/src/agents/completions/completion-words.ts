import type { RunEvent } from '../loop/run-types.js';
import { STEP_BREAK } from './completion.js';

/** CompletionWords are the words of a run's steps in one text: those of two steps are parted by an empty line. */
export class CompletionWords {
  private step: number | undefined;

  /** of returns what an event adds to the text. */
  of(event: RunEvent): string {
    if (event.type !== 'text.delta') return '';
    const parted = this.step !== undefined && this.step !== event.step;
    this.step = event.step;
    return parted ? STEP_BREAK + event.text : event.text;
  }
}

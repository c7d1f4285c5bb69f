const OPENS = /^\{$/;
const CLOSES = /^\}$/;
const INDENTED = /^\s/;
/** A piece of indented JSON: a key, a string, a bracket, a number. */
const PIECE = /^\s+(?:["[\]{}\d-]|true|false|null)/;

/**
 * ConfigDump knows the lines with which the trainer prints its whole config as indented JSON before it starts: prompts and
 * paths in there are no events of the run. A log whose beginning was cut off may start within the dump.
 */
export class ConfigDump {
  private state: 'beginning' | 'outside' | 'inside' | 'over' = 'beginning';

  /** Whether a line is of the dump; lines are to be given in their order. */
  hides(line: string): boolean {
    const hidden = this.wouldHide(line);
    if (this.state === 'over') return false;
    if (OPENS.test(line)) this.state = 'inside';
    else if (!hidden || CLOSES.test(line)) this.state = 'outside';
    return hidden;
  }

  /** The same for a line that is not finished yet. */
  wouldHide(line: string): boolean {
    if (this.state === 'over') return false;
    if (OPENS.test(line)) return true;
    if (this.state === 'inside') return INDENTED.test(line) || CLOSES.test(line);
    return this.state === 'beginning' && (PIECE.test(line) || CLOSES.test(line));
  }

  /** After the first step nothing is a dump any more. */
  end(): void {
    this.state = 'over';
  }
}

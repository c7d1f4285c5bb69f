/** Words that say nothing about a caption or a run: those of grammar, and those of every log. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  [
    'the and for with that this these those from into onto over under are was were been being has have had',
    'not but you your its his her their they our out off all any can will would could should than then there',
    'here when where which while who what how also very just',
    'step steps epoch train training loss info warn warning error debug model dataset batch size time eta cuda gpu',
    'cpu ram start stop running status job jobs log logs sec per',
  ].flatMap((line) => line.split(' ')),
);

const KEYS = 'loss|train_loss|total_loss|avg_loss|avr_loss|running_loss';
const NUMBER = '[-+]?(?:\\d{1,20}(?:\\.\\d{0,20})?|\\.\\d{1,20})(?:e[-+]?\\d{1,3})?(?![\\w.])';
const KEYED = new RegExp(`(?<!\\w)(?:${KEYS})["']? ?[:=] ?(${NUMBER})`, 'i');
const WORD = new RegExp(`(?<!\\w)loss (${NUMBER})`, 'i');

/** lossIn a text: the first number that is called a loss, be it `loss: 0.12`, `train_loss=0.12` or `loss 0.12`. */
export function lossIn(text: string): number | undefined {
  const found = KEYED.exec(text) ?? WORD.exec(text);
  const value = Number(found?.[1]);
  return found !== null && Number.isFinite(value) ? value : undefined;
}

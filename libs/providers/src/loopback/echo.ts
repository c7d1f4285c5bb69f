import type { EchoRequest } from './echo-request.js';
import { wordsIn } from './words.js';

/** Echo is one choice of the reply. */
export interface Echo {
  readonly words: readonly string[];
  readonly finishReason: 'stop' | 'length';
}

/** echoesOf cuts each text at the first stop and then at the word limit. */
export function echoesOf({ texts, stops, mostWords }: EchoRequest): Echo[] {
  return texts.map((text) => {
    const words = wordsIn(text.slice(0, firstStop(text, stops)));
    return words.length > mostWords
      ? { words: words.slice(0, mostWords), finishReason: 'length' }
      : { words, finishReason: 'stop' };
  });
}

function firstStop(text: string, stops: readonly string[]): number {
  const found = stops.map((stop) => text.indexOf(stop)).filter((at) => at !== -1);
  return Math.min(text.length, ...found);
}

import { systemClock, type JsonObject } from '@app/kernel';
import type { Observation } from '../provider.js';
import { brokeOff, carriesTokens, type NativeRecord } from './native-record.js';
import { finishReason } from './reply/finish-reason.js';
import type { TranslatedReply } from './translation.js';

/** observeRecord notes what one record of a stream tells: when the first token came, at the end the counts. */
export function observeRecord(observed: Observation, record: NativeRecord): void {
  if (carriesTokens(record)) observed.firstTokenAt ??= systemClock.monotonic();
  Object.assign(observed, counts(record));
}

/** wholeReply pairs `body`, made of `record`, with its observation. Ollama ends an answer it broke off undone. */
export function wholeReply(upstream: string, record: NativeRecord, body: JsonObject): TranslatedReply {
  if (!record.done) throw brokeOff(upstream);
  const finish = finishReason(record.doneReason, record.calls.length > 0);
  return { body, observed: { finishReason: finish, ...counts(record) } };
}

function counts({ usage, tokensPerSecond }: NativeRecord): Observation {
  return { ...(usage && { usage }), ...(tokensPerSecond !== undefined && { tokensPerSecond }) };
}

import type { JsonObject } from '@app/kernel';
import type { Observation } from '../provider.js';
import type { NativeRecord } from './native-record.js';

/** NativeRequest is the part of a native request that loading a model is concerned with. */
export interface NativeRequest extends JsonObject {
  readonly model: string;
  readonly options: JsonObject;
  readonly keep_alive: string | number | undefined;
}

/** ModelLoad is a request that makes Ollama load a model and nothing else. */
export interface ModelLoad {
  readonly model: string;
  readonly path: string;
  readonly request: JsonObject;
  /** The options fixed at load time that the call after it will bring. */
  readonly runner: JsonObject;
  /** Whether that call asks for the model to be unloaded after it. */
  readonly unloads: boolean;
}

/** StreamEncoder turns native records, in order, into the JSON bodies of OpenAI's events. */
export interface StreamEncoder {
  /** The events for one record; none when it says nothing. */
  push(record: NativeRecord): JsonObject[];
  /** Set by the last record. */
  readonly finishReason: string | undefined;
}

export interface TranslatedReply {
  readonly body: JsonObject;
  readonly observed: Observation;
}

/** Translation is one call in both directions: the native request, and the way back for its answer. */
export interface Translation {
  readonly path: string;
  readonly request: JsonObject;
  readonly load: ModelLoad;
  /** Present when the client asked for a stream. */
  readonly encoder?: StreamEncoder;
  /** The reply, when it is known without asking the upstream. */
  readonly immediate?: TranslatedReply;
  /** whole turns the native answer of a call without a stream into OpenAI's. */
  whole(answer: JsonObject): TranslatedReply;
}

import type { JsonObject } from '@app/kernel';

/** BuiltInServer is a server that is known by its name, as a document of the official registry or as an entry. */
export interface BuiltInServer {
  readonly id: string;
  readonly document?: JsonObject;
  /** What the document's format has no word for; the whole entry where there is no document. */
  readonly entry: JsonObject;
}

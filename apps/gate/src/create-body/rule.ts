import { isJsonObject, kindOf, type JsonValue } from '@app/kernel';
import { Refusal } from '../refusal.js';

/**
 * A Rule reads one value of a caller's body and returns what the gate writes in its place; `at` names the field. It
 * throws a Refusal for what must not pass. Nothing of the body is sent but what a rule has returned.
 */
export type Rule = (value: JsonValue, at: string) => JsonValue;

const DEEPEST = 8;
const LONGEST_LIST = 1_000;

/**
 * record reads an object field by field. A field without a rule is left out when it is empty, as the Go plugin sends
 * every field there is, and refused otherwise; so is one that differs from a known one in case alone, for the engine
 * would take it for that one. `required` fields must be there.
 */
export function record(rules: Readonly<Record<string, Rule>>, ...required: readonly string[]): Rule {
  const known = new Map(Object.entries(rules));
  const folded = new Set([...known.keys()].map(fold));
  return (value, at) => {
    const given = Object.entries(objectAt(value, at));
    const written = given.flatMap(([key, part]): [string, JsonValue][] => {
      const name = nameOf(at, key);
      const rule = known.get(key);
      if (rule !== undefined) return part === undefined || part === null ? [] : [[key, rule(part, name)]];
      if (folded.has(fold(key))) throw new Refusal(name, 'it is not written as the engine writes it');
      if (isEmpty(part)) return [];
      throw new Refusal(name, 'no container, network or volume made from afar may set it');
    });
    const fields = new Map(written);
    for (const name of required) {
      if (!fields.has(name)) throw new Refusal(nameOf(at, name), 'it has to be there');
    }
    return Object.fromEntries(fields);
  };
}

/** mapOf reads an object whose keys are the caller's own. */
export function mapOf(key: (name: string, at: string) => void, rule: Rule): Rule {
  return (value, at) => {
    const given = Object.entries(objectAt(value, at));
    if (given.length > LONGEST_LIST) throw new Refusal(at, 'it has too many entries');
    return Object.fromEntries(
      given.map(([name, part]) => {
        key(name, at);
        return [name, rule(part ?? null, nameOf(at, name))];
      }),
    );
  };
}

export function listOf(rule: Rule): Rule {
  return (value, at) => {
    if (!Array.isArray(value)) throw unlike(at, value, 'a list');
    if (value.length > LONGEST_LIST) throw new Refusal(at, 'it has too many entries');
    return value.map((part, place) => rule(part, `${at}[${place}]`));
  };
}

/** onlyEmpty is for fields that mean something else when they are there and empty than when they are absent. */
export const onlyNull: Rule = (_, at) => {
  throw new Refusal(at, 'it must not be set');
};

export function unlike(at: string, value: JsonValue, wanted: string): Refusal {
  return new Refusal(at, `got ${kindOf(value)}, wanted ${wanted}`);
}

function objectAt(value: JsonValue, at: string) {
  if (!isJsonObject(value)) throw unlike(at || 'the body', value, 'an object');
  return value;
}

/** As far as it is harmless to repeat: a name that is none is not worth showing. */
function nameOf(at: string, key: string): string {
  const shown = /^[\w./-]{1,60}$/.test(key) ? key : '(a name that is none)';
  return at === '' ? shown : `${at}.${shown}`;
}

/** Go's decoder compares keys under Unicode's simple folding: "ſ" is an s there, the Kelvin sign a k. */
function fold(key: string): string {
  return key.toUpperCase().toLowerCase();
}

/** isEmpty tells the values that Go leaves a field at when nobody set it. */
function isEmpty(value: JsonValue | undefined, depth = 0): boolean {
  if (depth > DEEPEST) return false;
  if (typeof value !== 'object' || value === null) {
    return value === undefined || value === null || value === false || value === 0 || value === '';
  }
  return Object.values(value).every((part) => isEmpty(part, depth + 1));
}

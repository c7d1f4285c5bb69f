/* eslint-disable no-control-regex -- control characters are what is removed here */
/**
 * What a terminal takes for an order, and not for text: sequences (ECMA-48: CSI, strings such as OSC, two-character
 * escapes), also one that the line cut off.
 */
const ORDERS =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*(?:[@-~]|$)|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c|$)|\u001b[ -/]*[0-~]?/g;
/** Controls that are left, and what turns text around or hides in it. */
const UNSEEN =
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** harmlessText is a line without orders for terminals, controls and invisible characters; half a character is replaced. */
export function harmlessText(line: string): string {
  return line.replace(ORDERS, '').replace(UNSEEN, '').toWellFormed().trimEnd();
}

/** indented is a result as the text that people read in a client. */
export function indented(value: object): string {
  return JSON.stringify(value, undefined, 2);
}

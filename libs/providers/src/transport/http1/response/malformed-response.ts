/**
 * MalformedResponse says that bytes were no HTTP/1.1 response, or one that two readers could take for different
 * things. The connection that they came on cannot be used any more.
 *
 * @param reason names the rule that was broken, and holds none of the bytes.
 */
export class MalformedResponse extends Error {
  constructor(readonly reason: string) {
    super(`The response is not HTTP/1.1: ${reason}.`);
    this.name = 'MalformedResponse';
  }
}

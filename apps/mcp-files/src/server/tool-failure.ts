/** ToolFailure is what a caller can do something about: the argument at fault, and what is wrong with it. */
export class ToolFailure extends Error {
  constructor(
    readonly argument: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(`${argument}: ${problem}`, options);
  }
}

/** ChildCommand is a program that speaks MCP over its standard streams; it is run without a shell. */
export interface ChildCommand {
  /** The server's id, for errors. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string | undefined;
  /** What it gets besides PATH, HOME and the like; a name given here goes before what is inherited. */
  readonly env: Readonly<Record<string, string>>;
}

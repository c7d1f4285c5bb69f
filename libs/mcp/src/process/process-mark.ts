const OWNER = 'SWITCHYARD_MCP_OWNER';
const RUN = 'SWITCHYARD_MCP_RUN';
const CHILD = 'SWITCHYARD_MCP_CHILD';

/** RunMark is what every process that a router starts bears in its environment, and hands down to its own children. */
export interface RunMark {
  /** The same for each run of a router on one data folder, and for no other router. */
  readonly owner: string;
  /** This run: `<pid>-<start time of the pid>-<random>`. */
  readonly run: string;
}

/** ProcessMark is a run's mark and which of the run's servers a process belongs to. */
export interface ProcessMark extends RunMark {
  readonly child: string;
}

export function markVariables(mark: ProcessMark): Record<string, string> {
  return { [OWNER]: mark.owner, [RUN]: mark.run, [CHILD]: mark.child };
}

/** readMark finds the mark in an environment as /proc has it: `NAME=value` with zero bytes between. */
export function readMark(environ: string): ProcessMark | undefined {
  if (!environ.includes(`${OWNER}=`)) return undefined;
  const variables = environ.split('\0');
  const value = (name: string) =>
    variables.find((variable) => variable.startsWith(`${name}=`))?.slice(name.length + 1);
  const [owner, run, child] = [value(OWNER), value(RUN), value(CHILD)];
  if (owner === undefined || run === undefined || child === undefined) return undefined;
  return { owner, run, child };
}

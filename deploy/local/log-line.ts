const LOUD = new Set(['warn', 'error', 'fatal']);
const HIDDEN = new Set(['level', 'time', 'app', 'msg', 'pid', 'hostname', 'context']);

/**
 * forTerminal turns one line of an app's log into what the terminal shows: warnings and errors in words,
 * nothing (undefined) for the rest. A line that is no JSON comes from outside the logger and is always shown.
 */
export function forTerminal(app: string, line: string): string | undefined {
  const entry = parse(line);
  if (entry === undefined) return line.trim() === '' ? undefined : `${app}: ${line}`;
  if (!LOUD.has(String(entry['level']))) return undefined;
  const rest = Object.entries(entry).filter(([name]) => !HIDDEN.has(name));
  const details = rest.length > 0 ? ` ${JSON.stringify(Object.fromEntries(rest))}` : '';
  const words = typeof entry['msg'] === 'string' ? ` ${entry['msg']}` : '';
  return `${app} ${String(entry['level']).toUpperCase()}:${words}${details}`;
}

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

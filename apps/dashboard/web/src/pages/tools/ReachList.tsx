import { useQuery } from '@tanstack/react-query';
import { readKeys } from '../../api/keys.js';
import { useMay } from '../../session/use-session.js';
import { dayOfCalls, useRegistry } from './tool-queries.js';
import {
  CALLERS_UNTOLD,
  callersLine,
  clientsLetIn,
  letInLine,
  unknownLine,
  type ToolName,
} from './tool-reach.js';
import css from './Tools.module.css';

/** ReachList says beside a tool that waits whom a decision meets; each list and each server is read once for all of them. */
export function ReachList(name: ToolName) {
  const lines = [useLetIn(name), useCallers(name)];
  return (
    <ul className={css.said} aria-label={`Who is affected by ${name.server}/${name.tool}`}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function useLetIn(name: ToolName): string {
  const registry = useRegistry();
  const keys = useQuery({
    queryKey: ['keys', 'list'],
    queryFn: ({ signal }) => readKeys(signal),
    retry: false,
  });
  const error = registry.error ?? keys.error;
  if (error) return unknownLine('Which clients may call it', error);
  if (!registry.data || !keys.data) return 'Reading which clients may call it.';
  return letInLine(clientsLetIn(keys.data.keys, registry.data.servers[name.server] ?? {}, name));
}

function useCallers({ server, tool }: ToolName): string {
  const mayRead = useMay('read_audit');
  const day = useQuery({ ...dayOfCalls(server), enabled: mayRead });
  if (!mayRead) return CALLERS_UNTOLD;
  if (day.error) return unknownLine('Who called it in the last 24 h', day.error);
  return day.data ? callersLine(day.data, tool) : 'Reading who called it in the last 24 h.';
}

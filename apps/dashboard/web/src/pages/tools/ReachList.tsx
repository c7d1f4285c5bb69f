import { useQuery } from '@tanstack/react-query';
import { readKeys } from '../../api/keys.js';
import { useMay } from '../../session/use-session.js';
import { reachQuery } from './reach-query.js';
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

const READING = ['Reading which clients may call it.', 'Reading who called it in the last 24 h.'] as const;

/** ReachList says beside a tool that waits whom a decision meets; each list and each server is read once for all of them. */
export function ReachList(name: ToolName) {
  const { isPending } = useQuery(reachQuery);
  return isPending ? <Lines name={name} lines={READING} /> : <Told name={name} />;
}

function Told({ name }: { readonly name: ToolName }) {
  return <Lines name={name} lines={[useLetIn(name), useCallers(name)]} />;
}

function Lines({ name, lines }: { readonly name: ToolName; readonly lines: readonly string[] }) {
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
  if (!registry.data || !keys.data) return READING[0];
  return letInLine(clientsLetIn(keys.data.keys, registry.data.servers[name.server] ?? {}, name));
}

function useCallers({ server, tool }: ToolName): string {
  const mayRead = useMay('read_audit');
  const day = useQuery({ ...dayOfCalls(server), enabled: mayRead });
  if (!mayRead) return CALLERS_UNTOLD;
  if (day.error) return unknownLine('Who called it in the last 24 h', day.error);
  return day.data ? callersLine(day.data, tool) : READING[1];
}

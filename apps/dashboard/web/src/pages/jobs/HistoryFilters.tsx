import { useLiveView } from '../../data/queries.js';
import { Select } from '../../kit/index.js';
import type { useHistoryFilter } from './history-filter.js';

/** No name of anything. */
const ALL = '*';

const OUTCOMES = [
  { value: ALL, label: 'Every outcome' },
  { value: 'completed', label: 'Done' },
  { value: 'failed', label: 'Not done' },
];

/** HistoryFilters are what the server looks for. */
export function HistoryFilters({ filter, choose }: ReturnType<typeof useHistoryFilter>) {
  const nodes = useLiveView('nodes')?.nodes.map(({ id }) => id) ?? [];
  const services = useLiveView('services')?.services.map(({ name }) => name) ?? [];
  return (
    <>
      <Select
        label="Node"
        isLabelHidden
        value={filter.node ?? ALL}
        options={[{ value: ALL, label: 'Every node' }, ...optionsOf(nodes, filter.node)]}
        onChange={(node) => choose({ node: node === ALL ? undefined : node })}
      />
      <Select
        label="Service"
        isLabelHidden
        value={filter.service ?? ALL}
        options={[{ value: ALL, label: 'Every service' }, ...optionsOf(services, filter.service)]}
        onChange={(service) => choose({ service: service === ALL ? undefined : service })}
      />
      <Select
        label="Outcome"
        isLabelHidden
        value={filter.state ?? ALL}
        options={OUTCOMES}
        onChange={(state) => choose({ state: state === ALL ? undefined : state })}
      />
    </>
  );
}

/** What a link named stays a choice, also of something that is gone. */
function optionsOf(names: readonly string[], chosen: string | undefined) {
  const all = new Set(chosen === undefined ? names : [...names, chosen]);
  return [...all]
    .toSorted((one, other) => one.localeCompare(other))
    .map((value) => ({ value, label: value }));
}

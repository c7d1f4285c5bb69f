import type { Gpu, Service, ServiceStats } from '../../api/ops-views.js';
import { useAnswers } from '../../data/use-can-act.js';
import { useStats } from '../../data/queries.js';
import { Age, Facts, Meter, Note, Panel, Resource } from '../../kit/index.js';
import { bytes, percent } from '../../time/format.js';
import css from './Services.module.css';

/** ServiceStatsPanel shows what a service uses, renewed every five seconds while it runs. */
export function ServiceStatsPanel({
  service,
  isLost,
}: {
  readonly service: Service;
  readonly isLost: boolean;
}) {
  const runs = service.state === 'running' || service.state === 'mixed';
  const canAct = useAnswers('ops');
  const query = useStats(service.node, service.name, runs && canAct && !isLost);
  return (
    <Panel title="Use" aside={runs && !isLost && <Age at={query.dataUpdatedAt} staleMs={15_000} />}>
      {isLost ? (
        <p className={css.muted}>Unknown: its node does not answer.</p>
      ) : runs ? (
        <Resource query={query} what="figures">
          {(stats) => <Stats stats={stats} />}
        </Resource>
      ) : (
        <p className={css.muted}>It does not run, so it uses nothing.</p>
      )}
    </Panel>
  );
}

function Stats({ stats: { total, gpus, gpu_problem } }: { readonly stats: ServiceStats }) {
  const { cpu_percent, memory_bytes, memory_limit_bytes, received_bytes, sent_bytes } = total;
  return (
    <>
      <Facts
        of={[
          ['CPU', cpu_percent === undefined ? 'Unknown' : percent(cpu_percent)],
          ['Memory', memory_bytes === undefined ? 'Unknown' : memoryText(memory_bytes, memory_limit_bytes)],
          received_bytes !== undefined && ['Received', bytes(received_bytes)],
          sent_bytes !== undefined && ['Sent', bytes(sent_bytes)],
        ]}
      />
      {gpu_problem && (
        <Note kind="unknown" title="GPU not readable">
          {gpu_problem.reason}
        </Note>
      )}
      {gpus?.map((gpu) => (
        <GpuUse key={gpu.index} gpu={gpu} />
      ))}
    </>
  );
}

/** The engine reports the machine's memory for a container without a limit of its own. */
function memoryText(used: number, limit: number | undefined): string {
  return limit === undefined || limit === 0 ? bytes(used) : `${bytes(used)} of ${bytes(limit)}`;
}

function GpuUse({ gpu }: { readonly gpu: Gpu }) {
  const { index, name, utilization_percent, memory_used_bytes, memory_total_bytes, temperature_celsius } =
    gpu;
  return (
    <div className={css.gpu}>
      <h3>
        GPU {index}
        {name !== undefined && `, ${name}`}
      </h3>
      {memory_used_bytes !== undefined && memory_total_bytes !== undefined && (
        <Meter
          label={`Memory of GPU ${index}`}
          used={memory_used_bytes}
          of={memory_total_bytes}
          text={`${bytes(memory_used_bytes)} of ${bytes(memory_total_bytes)}`}
        />
      )}
      <p className={css.muted}>
        {utilization_percent === undefined ? 'Utilisation unknown' : `${percent(utilization_percent)} used`}
        {temperature_celsius !== undefined && `, ${Math.round(temperature_celsius)} °C`}
      </p>
    </div>
  );
}

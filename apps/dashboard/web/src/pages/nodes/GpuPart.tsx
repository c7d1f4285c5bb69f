import type { Gpu, GpuProcess, NodeUse } from '../../api/ops-views.js';
import { sentence } from '../../api/problem.js';
import { STALE_MS } from '../../data/node-use.js';
import { Age, cx, Meter, Sparkline, State } from '../../kit/index.js';
import { bytes, percent } from '../../time/format.js';
import { useNow } from '../../time/now.js';
import { courseText, gpuCourse } from './gpu-course.js';
import css from './Nodes.module.css';
import type { LoadedModel } from './use-models-by-node.js';

interface GpuPartProps {
  readonly node: string;
  readonly use: NodeUse;
  /** When its figures were read, in milliseconds; 0: never. */
  readonly at: number;
  readonly models: readonly LoadedModel[];
}

/** GpuPart is a node's GPUs: how full, how busy, how warm, and who holds their memory. */
export function GpuPart({ node, use, at, models }: GpuPartProps) {
  const isOld = useNow() - at > STALE_MS;
  const { gpus, gpu_problem: problem, gpu_processes: processes } = use;
  if (at === 0 || (gpus === undefined && problem === undefined)) return null;
  return (
    <div className={cx(css.gpus, isOld && css.old)}>
      <div className={css.gpuHead}>
        <h3>GPU</h3>
        <Age at={at} staleMs={STALE_MS} />
      </div>
      {problem && (
        <p className={css.why}>
          <State kind="unknown">Not readable</State>
          <span className={css.muted}>{sentence(problem.reason)}</span>
        </p>
      )}
      {gpus?.map((gpu) => (
        <OneGpu key={gpu.index} node={node} gpu={gpu} use={use} />
      ))}
      {gpus && <Holders processes={processes} models={models} />}
    </div>
  );
}

function OneGpu({ node, gpu, use }: { readonly node: string; readonly gpu: Gpu; readonly use: NodeUse }) {
  const { index, name, memory_used_bytes: used, memory_total_bytes: all } = gpu;
  const course = gpuCourse(use, index);
  const words = courseText(course);
  return (
    <div className={css.gpu}>
      <p className={css.gpuName}>
        {index}
        {name !== undefined && `, ${name}`}
      </p>
      {used === undefined || all === undefined ? (
        <p className={css.muted}>Memory unknown</p>
      ) : (
        <Meter
          label={`Memory of GPU ${index} of ${node}`}
          used={used}
          of={all}
          text={`${bytes(used)} of ${bytes(all)}`}
        />
      )}
      <div className={css.busy}>
        <span>{figuresOf(gpu)}</span>
        {words !== undefined && (
          <span className={css.course} title={words}>
            <Sparkline values={course} range={[0, 100]} />
            <span className="unseen">{words}</span>
          </span>
        )}
      </div>
    </div>
  );
}

function figuresOf({ utilization_percent: use, temperature_celsius: heat, power_watts: power }: Gpu): string {
  return [
    use === undefined ? 'Utilisation unknown' : `${percent(use)} used`,
    heat === undefined ? 'temperature unknown' : `${Math.round(heat)} °C`,
    power === undefined ? 'power unknown' : `${Math.round(power)} W`,
  ].join(', ');
}

interface HoldersProps {
  readonly processes: readonly GpuProcess[] | undefined;
  readonly models: readonly LoadedModel[];
}

/** Who holds the memory: by process where the source tells, by model where the model's engine does. */
function Holders({ processes, models }: HoldersProps) {
  return (
    <>
      <div>
        <h4>Memory by process</h4>
        {processes === undefined || processes.length === 0 ? (
          <p className={css.muted}>
            {processes === undefined ? 'Not told by the source of this node.' : 'No process holds any.'}
          </p>
        ) : (
          <ul className={css.list}>{processes.map(processItem)}</ul>
        )}
      </div>
      {models.length > 0 && (
        <div>
          <h4>Memory by model</h4>
          <ul className={css.list}>
            {models.map(({ id, vramBytes }) => (
              <li key={id}>
                <span>{id}</span>
                <span className={css.muted}>{vramBytes === null ? 'Unknown' : bytes(vramBytes)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function processItem({ pid, name, service, memory_bytes: held }: GpuProcess) {
  return (
    <li key={pid}>
      <span>{service ?? name}</span>
      <span className={css.muted}>
        {held === undefined ? 'Unknown' : bytes(held)}, {service === undefined ? '' : `${name} `}
        {pid}
      </span>
    </li>
  );
}

import { Meter } from '../../kit/index.js';
import { gpusOf, memoryText } from './gpu-memory.js';
import css from './Training.module.css';
import { useGpus } from './training-server.js';

/** GpuMemory is how full the GPUs of a job are now; what else runs there counts as well. */
export function GpuMemory({ gpus }: { readonly gpus: string }) {
  const { data: all, isError } = useGpus({ isOffered: true, isLive: true });
  if (all === undefined) return isError ? <p className={css.muted}>GPU memory: not readable</p> : null;
  return (
    <ul className={css.gpus} aria-label="GPU memory">
      {gpusOf(gpus, all).map(({ id, name, memory_used_mb: used, memory_total_mb: total, ...gpu }) => (
        <li key={id}>
          <span className={css.muted}>
            GPU {id} memory, {name}
          </span>
          {used === null || total === null ? (
            <span>Not readable</span>
          ) : (
            <Meter
              label={`Memory of GPU ${id}`}
              used={used}
              of={total}
              text={memoryText({ name, memory_used_mb: used, memory_total_mb: total, ...gpu })}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

import type { PlatformNode } from '../../api/ops-views.js';
import { sentence } from '../../api/problem.js';
import { DISK_STALE_MS, freeText, unknownText, whereText } from '../../data/node-disk.js';
import { Age, cx, Meter, State } from '../../kit/index.js';
import { useNow } from '../../time/now.js';
import css from './Nodes.module.css';

/** DiskPart is how full a node's disk is, or why nobody knows. */
export function DiskPart({ node }: { readonly node: PlatformNode }) {
  const { id, disk, disk_unknown: reason } = node;
  const at = disk === undefined ? 0 : Date.parse(disk.read_at);
  const isOld = useNow() - at > DISK_STALE_MS;
  return (
    <div className={cx(css.gpu, disk && isOld && css.old)}>
      <div className={css.gpuHead}>
        <h3>Disk</h3>
        <Age at={at} staleMs={DISK_STALE_MS} />
      </div>
      {disk && (
        <>
          <Meter
            label={`Disk of ${id}`}
            used={disk.total_bytes - disk.free_bytes}
            of={disk.total_bytes}
            text={freeText(disk)}
          />
          <p className={css.busy}>
            {disk.warning ? (
              <State kind="attention">Little room left</State>
            ) : (
              <State kind="ok">Enough room</State>
            )}
            <span className={css.muted}>{sentence(`read ${whereText(disk)}`)}</span>
          </p>
        </>
      )}
      {(disk === undefined || reason !== undefined) && (
        <p className={css.why}>
          <State kind="unknown">{disk === undefined ? 'Unknown' : 'Not read anew'}</State>
          <span className={css.muted}>{sentence(unknownText(node))}</span>
        </p>
      )}
    </div>
  );
}

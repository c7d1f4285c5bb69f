import type { ReactNode } from 'react';
import { Link } from '../../kit/index.js';

/** TimelineLink leads to all that happened for one request. */
export function TimelineLink({
  id,
  children = 'Timeline',
}: {
  readonly id: string;
  readonly children?: ReactNode;
}) {
  return (
    <Link to={`/timeline/${encodeURIComponent(id)}`}>
      {children}
      <span className="unseen">, timeline of {id}</span>
    </Link>
  );
}

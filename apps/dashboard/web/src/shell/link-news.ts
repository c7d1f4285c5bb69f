import { useEffect, useRef } from 'react';
import { announce } from '../kit/announce.js';
import { useLink } from '../live/use-live.js';

/** A stream that is back before that was never away for anybody who listens. */
const LOST_AFTER_MS = 2_000;

/** useLinkNews says that the page's stream is lost, and that it is back. */
export function useLinkNews(): void {
  const { state } = useLink();
  const isLost = state === 'reconnecting' || state === 'offline' || state === 'ended';
  const isLive = state === 'live';
  const wasTold = useRef(false);
  useEffect(() => {
    if (!isLost) {
      if (wasTold.current && isLive) {
        announce('Live again.');
        wasTold.current = false;
      }
      return undefined;
    }
    const timer = setTimeout(() => {
      wasTold.current = true;
      announce('The link is lost: what is shown may be old.');
    }, LOST_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isLost, isLive]);
}

import { useEffect, useRef, useState } from 'react';
import type { SampleImage } from '../../api/training.js';
import css from './Training.module.css';

interface SampleImageViewProps {
  readonly image: SampleImage | undefined;
  readonly label: string;
}

/**
 * SampleImageView draws a picture that came as text. The content policy lets no image in but one of this server's own
 * addresses; a canvas needs none.
 */
export function SampleImageView({ image, label }: SampleImageViewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isBroken, setBroken] = useState(false);
  const data = image?.data ?? undefined;
  const type = image?.mime_type ?? '';
  useEffect(() => {
    const place = canvas.current;
    if (place === null || data === undefined) return undefined;
    const left = new AbortController();
    void isShown(place, { data, type, signal: left.signal }).then((isSound) => setBroken(!isSound));
    return () => left.abort();
  }, [data, type]);
  if (data === undefined) return <div className={css.noPicture}>No picture of it can be shown</div>;
  return (
    <>
      <canvas ref={canvas} className={css.picture} role="img" aria-label={label} hidden={isBroken} />
      {isBroken && <div className={css.noPicture}>The picture cannot be read</div>}
    </>
  );
}

interface Picture {
  readonly data: string;
  readonly type: string;
  readonly signal: AbortSignal;
}

/** Draws a picture unless it was left meanwhile; false for one that cannot be read. */
async function isShown(place: HTMLCanvasElement, { data, type, signal }: Picture): Promise<boolean> {
  try {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type }));
    if (!signal.aborted) draw(place, bitmap);
    bitmap.close();
    return true;
  } catch {
    return signal.aborted;
  }
}

function draw(place: HTMLCanvasElement, bitmap: ImageBitmap): void {
  place.width = bitmap.width;
  place.height = bitmap.height;
  place.getContext('2d')?.drawImage(bitmap, 0, 0);
}

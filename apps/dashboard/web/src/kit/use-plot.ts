import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef, useState, type RefObject } from 'react';
import UPlot from 'uplot';
import { onThemeChange } from './chart-ink.js';

/** What a plot is made of; `rem` is how many pixels the viewer's text is high. */
export type MakeOptions = (element: HTMLElement, rem: number) => Omit<UPlot.Options, 'width' | 'height'>;

/**
 * usePlot keeps a plot in the element of the ref that it returns, and as large as that. It is drawn anew when colours
 * change, and made anew when `shape` does, or the size of the viewer's text: options that change otherwise are not seen.
 */
export function usePlot(
  shape: string,
  make: MakeOptions,
  data: UPlot.AlignedData,
): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(undefined);
  const latest = useRef({ make, data });
  const [rem, setRem] = useState(remPixels);
  useEffect(() => {
    latest.current = { make, data };
  });
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const options = { ...latest.current.make(element, rem), ...sizeOf(element) };
    const made = new UPlot(options, latest.current.data, element);
    plot.current = made;
    // The element is as high as so many lines of text: it also grows with that.
    const resized = new ResizeObserver(() => {
      made.setSize(sizeOf(element));
      setRem(remPixels());
    });
    resized.observe(element);
    const unwatch = onThemeChange(() => made.redraw());
    return () => {
      resized.disconnect();
      unwatch();
      made.destroy();
      plot.current = undefined;
    };
  }, [shape, rem]);
  useEffect(() => plot.current?.setData(data), [data]);
  return place;
}

function sizeOf({ clientWidth: width, clientHeight: height }: HTMLElement) {
  return { width, height };
}

function remPixels(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

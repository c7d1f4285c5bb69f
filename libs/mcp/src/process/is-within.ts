/** isWithin waits for a promise that never rejects, for so many milliseconds, and says whether it came. */
export async function isWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const come = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return come;
}

import { courseText, gpuCourse } from './gpu-course.js';

const point = (second: number, utilization_percent?: number) => ({
  at: new Date(second * 1_000).toISOString(),
  gpus: utilization_percent === undefined ? [] : [{ index: 0, utilization_percent }],
});

it('the course of a GPU is broken where nobody looked and where it could not be read', () => {
  const gpu_history = [point(0, 10), point(5, 30), point(10), point(90, 50)];
  expect(gpuCourse({ gpu_history }, 0)).toEqual([10, 30, null, null, 50]);
});

it('it is told in words as well, once enough is known', () => {
  expect(courseText([10, null, 30])).toBe('20 % on average, 30 % at most while watched');
  expect(courseText([10, null])).toBeUndefined();
});

import { spreadOut } from './spread-out.js';

it('places that are far enough apart stay where they are', () => {
  expect(spreadOut([10, 80, 40], 20, 0, 100)).toEqual([10, 80, 40]);
});

it('places that would lie upon each other stand one below the other, in their order', () => {
  expect(spreadOut([51, 50], 12, 0, 100)).toEqual([62, 50]);
});

it('nothing leaves the room, not even at its end', () => {
  expect(spreadOut([99, 98], 12, 0, 100)).toEqual([100, 88]);
  expect(spreadOut([-5, -9], 12, 0, 100)).toEqual([12, 0]);
});

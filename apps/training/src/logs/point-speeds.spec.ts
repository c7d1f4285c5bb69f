import { pointSpeeds } from './point-speeds.js';

/** Points at these seconds, one step apart. */
function at(...seconds: number[]) {
  return seconds.map((wallTime, step) => ({ step, wallTime, value: 0.5 }));
}

describe('the speed between loss points', () => {
  it('is that of the clock, also when steps were left out', () => {
    const points = [0, 10, 20].map((step) => ({ step, wallTime: step * 2, value: 0.5 }));
    expect(pointSpeeds(points)).toEqual([0.5, 0.5]);
  });

  it('does not count the pause for samples', () => {
    expect(pointSpeeds(at(0, 1, 2, 3, 63, 64, 65))).toEqual([1, 1, 1, 1, 1]);
  });

  it('does not count the night before a resume', () => {
    expect(pointSpeeds(at(0, 1, 2, 3, 40_000, 40_001))).toEqual([1, 1, 1, 1]);
  });

  it('counts a run that has become slow', () => {
    expect(pointSpeeds(at(0, 1, 2, 3, 4, 14, 24))).toEqual([1, 1, 1, 1, 0.1, 0.1]);
  });

  it('leaves out steps and clocks that go back', () => {
    const points = [
      { step: 5, wallTime: 100, value: 0.5 },
      { step: 3, wallTime: 101, value: 0.5 },
      { step: 4, wallTime: 90, value: 0.5 },
      { step: 5, wallTime: 92, value: 0.5 },
    ];
    expect(pointSpeeds(points)).toEqual([0.5]);
  });

  it('is unknown of one point', () => {
    expect(pointSpeeds(at(7))).toEqual([]);
  });
});

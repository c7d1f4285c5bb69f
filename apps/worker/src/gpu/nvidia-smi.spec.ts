import fc from 'fast-check';
import { readingsIn } from './nvidia-smi.js';

const MIB = 1024 * 1024;
const absent = fc.constantFrom('[N/A]', '[Not Supported]', '[Unknown Error]', 'N/A', '');
const figure = fc.oneof(fc.nat(100_000).map(String), absent);

it('a figure is what the column says, or absent', () => {
  fc.assert(
    fc.property(fc.nat(15), fc.array(figure, { minLength: 5, maxLength: 5 }), (index, cells) => {
      const [reading] = readingsIn('local', [index, 'GPU-1', 'RTX', ...cells].join(', '));
      const number = (at: number) => (/^\d+$/.test(cells[at] ?? '') ? Number(cells[at]) : undefined);
      const bytes = (at: number) => (number(at) === undefined ? undefined : Number(cells[at]) * MIB);
      expect(reading).toEqual({
        index,
        uuid: 'GPU-1',
        name: 'RTX',
        utilizationPercent: number(0),
        memoryUsedBytes: bytes(1),
        memoryTotalBytes: bytes(2),
        temperatureCelsius: number(3),
        powerWatts: number(4),
      });
    }),
  );
});

it.each(['No devices were found', '0, GPU-1, RTX, 1, 2', 'x, GPU-1, RTX, 1, 2, 3, 4, 5', '0,,,,,,,,'])(
  'another form, as "%s", is refused by name',
  (line) => {
    expect(() => readingsIn('local', line)).toThrow(expect.objectContaining({ code: 'gpu_malformed' }));
  },
);

it('whatever a program prints, it is read or refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      try {
        readingsIn('local', text);
      } catch (error) {
        expect(error).toMatchObject({ code: 'gpu_malformed' });
      }
    }),
  );
});

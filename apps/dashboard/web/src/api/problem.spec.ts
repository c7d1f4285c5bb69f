import { asProblem, problemOf, sentence } from './problem.js';

describe('a refused request', () => {
  it('is read as RFC 9457 writes it', () => {
    const body = { code: 'service_busy', detail: 'it is held', request_id: 'req-1', param: 'id' };
    expect(problemOf(409, body)).toMatchObject({
      status: 409,
      code: 'service_busy',
      message: 'it is held',
      requestId: 'req-1',
      param: 'id',
    });
  });

  it('is read in the shape of the model routes', () => {
    const body = { error: { code: 'model_not_found', message: 'no such model' } };
    expect(problemOf(404, body)).toMatchObject({ code: 'model_not_found', message: 'no such model' });
  });

  it.each([undefined, null, '<html>', [], { detail: '' }, { error: null }])(
    'with the body %j says at least its status',
    (body) => {
      expect(problemOf(502, body)).toMatchObject({ code: 'http_502', message: 'the server answered 502' });
    },
  );

  it('that never got an answer says so', () => {
    expect(asProblem(new TypeError('Failed to fetch')).code).toBe('no_answer');
  });
});

it.each([
  ['the node is away', 'The node is away.'],
  ['nvidia-smi failed (9)', 'nvidia-smi failed (9).'],
  ['gpu-1.example.lan does not answer', 'gpu-1.example.lan does not answer.'],
  ['Is it?', 'Is it?'],
  ['', '.'],
])('the message %j is shown as %j', (message, shown) => {
  expect(sentence(message)).toBe(shown);
});

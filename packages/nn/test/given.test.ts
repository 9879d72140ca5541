// What is given in place of something else is named, with what to write: types do not tell a program in JavaScript.
import { DomainError, ones, random, ShapeError, tensor, zeros } from '@adjoint/tensor'
import { describe, expect, it } from 'vitest'
import { inWords } from '../src/given.ts'
import {
  accuracy,
  clipByNorm,
  clipByValue,
  conv2d,
  crossEntropy,
  dense,
  dropout,
  elu,
  embedding,
  gruCell,
  leakyRelu,
  linearWarmup,
  mse,
  ReLU,
  recurrent,
  relu,
  save,
  sequential,
  sgd,
  summary,
} from '../src/index.ts'

/** Calls a function as a program without types would. */
const call =
  (f: (...args: never[]) => unknown, ...args: readonly unknown[]) =>
  (): unknown =>
    Reflect.apply(f, undefined, args)

const [x, rng] = [ones([2, 2]), random(1)]

it('values in words', () => {
  class Own {}
  const values = ['a', [1], Own, () => 1, new Own(), {}, Object.create(null), null, undefined, 3, Number.NaN]
  expect(values.map(inWords)).toEqual(
    ['"a"', 'an array', 'the class Own', 'a function', 'an instance of Own', 'an object', 'an object', 'null', 'undefined', '3', 'NaN'], // biome-ignore format: a list
  )
})

describe('named, with what to write', () => {
  it.each([
    [call(sequential, relu), 'sequential: layer 0 is a function, which has no forward(x). Write relu(), not relu;'],
    [
      call(sequential, relu(), ReLU),
      'sequential: layer 1 is the class ReLU, which has no forward(x). Make an instance',
    ],
    [
      call(sequential, [relu()]),
      'sequential: layer 0 is an array, which has no forward(x). Write sequential(...layers).',
    ],
    [call(sequential, 3), 'sequential: layer 0 is 3, which has no forward(x). Give an object with forward(x).'],
    [call(sequential, gruCell(2, 2, rng)), 'which has no forward(x). Write recurrent(...) around a cell.'],
    [call(recurrent, dense(2, 2, rng)), 'recurrent: the cell is an instance of Dense; give one that was made, such as'],
    [
      () => call(sequential(relu()).forward.bind(sequential(relu())), [[1]])(),
      'sequential: x is an array, not a tensor.',
    ],
    [
      () => sequential({ forward: () => 1 as never }).forward(x),
      'what forward(x) returned is 1, not a tensor. Write tensor',
    ],
    [call(dense, 2, 2), 'dense: rng is undefined; give a generator, such as random(0).'],
    [call(dense, 2, 2, 7), 'dense: rng is 7; give a generator, such as random(7).'],
    [
      call(dense, 2, 2, rng, { weight: 'he' }),
      'dense: weight is "he"; give an initializer, such as heNormal or allZeros.',
    ],
    [call(conv2d, 2, 2, 3, 7), 'conv2d: rng is 7; give a generator, such as random(7).'],
    [call(embedding, 2, 2, 7), 'embedding: rng is 7; give a generator, such as random(7).'],
    [call(mse, [1], tensor([1])), 'mse: the prediction is an array, not a tensor. Write tensor(...).'],
    [
      call(mse, tensor([1]), Promise.resolve(x)),
      'mse: the target is an instance of Promise, not a tensor. Await it first.',
    ],
    [call(accuracy, x, undefined), 'accuracy: the target is undefined, not a tensor. Give a tensor.'],
    [call(sgd, { lr: '0.1' }), 'sgd: lr is "0.1"; give a learning rate of 0 or more, such as 0.01.'],
    [
      () => sgd({ lr: () => Number.NaN }).update(x, x, sgd({ lr: () => 1 }).init(x)),
      'sgd: the schedule gave NaN for a step; give a finite number. The step is a tensor: write ops,',
    ],
    [call(linearWarmup, { lr: '0.1', steps: 3 }), 'linearWarmup: lr is "0.1"; give a number of 0 or more.'],
    [call(leakyRelu, Number.NaN), 'leakyRelu: slope is NaN; give a number, such as 0.01.'],
    [call(elu, 'a'), 'elu: alpha is "a"; give a number, such as 1.'],
    [call(dropout, 1), 'dropout: rate is 1; give a number in [0, 1), such as 0.5.'],
    [call(clipByNorm, x, '1'), 'clipByNorm: maxNorm is "1"; give a number above 0.'],
    [call(clipByValue, x, '1'), 'clipByValue: limit is "1"; give a number above 0.'],
    [call(summary, dense), 'summary: the model is a function, which has no forward(x); give a layer, or a model.'],
    [call(summary, { x }, [1]), 'summary: the model is an object, which has no forward(x)'],
    [call(save, undefined), 'save: the tree is undefined. Give a model, or another tree.'],
    [call(save, { model: Promise.resolve(x) }), 'save: model is Promise, which is not saved; make it a tensor.'],
    [call(save, Promise.resolve(x)), 'save: the tree is an instance of Promise. Await it first.'],
    [
      call(save, { rng }),
      'save: rng is a random generator, which is not saved; keep its state, and set it after load.',
    ],
    [call(save, rng), 'save: the tree itself is a random generator, which is not saved'],
    [call(save, new Uint8Array(3)), 'save: the tree itself is Uint8Array, which is not saved; make it a tensor.'],
  ])('%#', (attempt, message) => {
    expect(attempt).toThrow(DomainError)
    expect(attempt).toThrow(message)
  })

  it('shapes', () => {
    expect(call(summary, dense(2, 1, rng), 2)).toThrow(ShapeError)
    expect(call(summary, dense(2, 1, rng), 2)).toThrow('summary: the input shape is 2; give a list, such as [100, 2].')
    for (const shape of [
      [-1, 2],
      [1.5, 2],
      ['5', 2],
    ])
      expect(call(summary, dense(2, 1, rng), shape)).toThrow(
        `summary: the input shape is [${shape.join(', ')}], not all integers of 0 or more; give a list, such as [100, 2].`,
      )
    expect(() => crossEntropy(zeros([4, 3]), zeros([4]) as never)).toThrow(
      'oneHot(target, classes), where they are class indices',
    )
  })
})

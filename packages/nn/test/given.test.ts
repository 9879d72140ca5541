// What is given in place of something else is named, with what to write: types do not tell a program in JavaScript.
import {
  DomainError,
  DTypeError,
  ones,
  random,
  type Shape,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from '@adjoint/tensor'
import { describe, expect, it } from 'vitest'
import { inWords } from '../src/given.ts'
import {
  accuracy,
  attention,
  avgPool1d,
  batchNorm,
  clipByNorm,
  clipByValue,
  conv1d,
  conv2d,
  crossEntropy,
  dense,
  dropout,
  elu,
  embedding,
  flatten,
  gelu,
  gruCell,
  layerNorm,
  leakyRelu,
  linearWarmup,
  lstmCell,
  maxPool2d,
  mse,
  multiHeadAttention,
  ReLU,
  recurrent,
  relu,
  rmsprop,
  save,
  sequential,
  sgd,
  silu,
  softmax,
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
    [call(sgd, { lr: 1, momentum: 0.9, nesterov: 'no' }), 'sgd: nesterov is "no"; give true or false.'],
    [call(rmsprop, { lr: 1, centered: 1 }), 'rmsprop: centered is 1; give true or false.'],
    [call(gruCell, 2, 3), 'gruCell: rng is undefined; give a generator, such as random(0).'],
    [call(lstmCell, 2, 3, 7), 'lstmCell: rng is 7; give a generator, such as random(7).'],
    [call(multiHeadAttention, 2, 1), 'multiHeadAttention: rng is undefined; give a generator'],
    [call(multiHeadAttention, 2, 1, rng, { causal: 'no' }), 'multiHeadAttention: causal is "no"; give true or false.'],
    [
      () => call(gruCell(2, 3, rng).step.bind(gruCell(2, 3, rng)), x, zeros([2, 3]))(),
      'gruCell: the memory is an instance of',
    ],
    [
      () => call(lstmCell(2, 3, rng).step.bind(lstmCell(2, 3, rng)), x, [zeros([2, 3])])(),
      'lstmCell: the last cell is undefined, not a tensor. Give a tensor.',
    ],
    [call(attention, x, x, x, { mask: [[true]] }), 'attention: mask is an array, not a tensor. Write tensor(...).'],
    [call(attention, x, [[1]], x), 'attention: k is an array, not a tensor. Write tensor(...).'],
    [call(conv2d, 1, 1, [3, 3, 3], rng), 'conv2d: the size of a kernel is an array; give an integer, or [height,'],
    [call(conv2d, 1, 1, undefined, rng), 'conv2d: the size of a kernel is undefined; give an integer'],
    [call(conv2d, 1, 1, rng), 'conv2d: the size of a kernel is an object; give an integer'],
    [call(conv2d, 1, 1, 3, rng, { padding: 'foo' }), "conv2d: padding \"foo\" is unknown; give 'same', 'valid' or"],
    [call(conv2d, 1, 1, 3, rng, { padding: -1 }), 'conv2d: padding is -1; give an integer of 0 or more'],
    [call(conv2d, 1, 1, 3, rng, { stride: 0 }), 'conv2d: stride is 0; give an integer of 1 or more'],
    [call(conv1d, 1, 1, 3, rng, { dilation: 0 }), 'conv1d: dilation is 0; give an integer of 1 or more'],
    [call(maxPool2d, 0), 'maxPool2d: size is 0; give an integer of 1 or more'],
    [call(maxPool2d), 'maxPool2d: the size is undefined; give an integer of 1 or more'],
    [call(maxPool2d, 2, { strides: 1 }), 'maxPool2d: unknown option "strides"; it takes stride, padding.'],
    [call(avgPool1d, 2, { padding: 'same' }), 'avgPool1d: padding is "same"; pools take numbers.'],
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

  const layers = [
    [batchNorm(2), flatten(), gelu(), silu(), leakyRelu(), elu(), softmax(), layerNorm(2), dropout(0.5)],
    [conv1d(1, 1, 1, rng), conv2d(1, 1, 1, rng), maxPool2d(1), avgPool1d(1), multiHeadAttention(2, 1, rng)],
    [recurrent(gruCell(2, 2, rng))],
  ].flat()

  it.each(layers.map((layer) => [layer.kind, layer] as const))('an array in place of the x of %s', (kind, layer) => {
    const attempt = () => Reflect.apply(layer.forward, layer, [[[1, 2]]])
    expect(attempt).toThrow(DomainError)
    expect(attempt).toThrow(`${kind}: x is an array, not a tensor. Write tensor(...).`)
  })

  it('an array of indices', () => {
    expect(() => embedding(2, 2, rng).forward([1] as never)).toThrow(
      'embedding: the indices is an array, not a tensor.',
    )
  })

  it.each(['int32', 'bool', 'float16'])('layers of %s, which nothing can be learnt in', (dtype) => {
    const zero = () => zeros([2, 2])
    for (const make of [
      call(layerNorm, 2, { dtype }),
      call(batchNorm, 2, { dtype }),
      call(dense, 2, 2, rng, { dtype, weight: zero }),
      call(conv2d, 2, 2, 1, rng, { dtype, weight: zero }),
    ]) {
      expect(make).toThrow(DTypeError)
      expect(make).toThrow(`dtype is ${dtype}; give 'float32' or 'float64'.`)
    }
  })

  it('initializers that draw another shape', () => {
    const turned = { weight: (_: unknown, shape: Shape): Tensor => zeros(shape.toReversed()) }
    for (const [make, shapes] of [
      [call(dense, 2, 3, rng, turned), 'dense: the initializer gave [3, 2]; give [2, 3].'],
      [call(embedding, 2, 3, rng, turned), 'embedding: the initializer gave [3, 2]; give [2, 3].'],
      [call(conv2d, 2, 3, 1, rng, turned), 'conv2d: the initializer gave [3, 2]; give [2, 3].'],
      [call(conv1d, 2, 3, 1, rng, { bias: () => zeros([1]) }), 'conv1d: the initializer gave [1]; give [3].'],
    ] as const) {
      expect(make).toThrow(ShapeError)
      expect(make).toThrow(shapes)
    }
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

import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { NDArray } from '../src/array.ts'
import {
  AdjointError,
  add,
  apply,
  DomainError,
  DTypeError,
  ops,
  ShapeError,
  scope,
  square,
  Tensor,
  TraceError,
  tensor,
  zeros,
} from '../src/index.ts'

type Class = new (message: string) => AdjointError

/** A call without the types, its error's class, and its message. */
type Row = readonly [keyof typeof ops, readonly unknown[], Class, string]

const x23 = zeros([2, 3])

const rows: readonly Row[] = [
  [
    'add',
    [x23, zeros([4])],
    ShapeError,
    'add: cannot broadcast [2, 3] with [4]: 3 and 4 differ. Dimensions, counted from the last, must be equal or 1; reshape or expandDims an operand.',
  ],
  [
    'where',
    [x23, zeros([4]), 1],
    ShapeError,
    'where: cannot broadcast [2, 3] with [4] with []: 3 and 4 differ. Dimensions, counted from the last, must be equal or 1; reshape or expandDims an operand.',
  ],
  ['exp', ['a'], DTypeError, 'exp: an operand is of type string; give tensors (by tensor(...)) or numbers.'],
  ['add', [x23, null], DTypeError, 'add: an operand is null; give tensors (by tensor(...)) or numbers.'],
  ['add', [x23], DTypeError, 'add: an operand is undefined; give tensors (by tensor(...)) or numbers.'],
  ['neg', [tensor([true])], DTypeError, "neg: bool has no neg. Cast first: x.astype('int32')."],
  ['clip', [x23, null, null], DomainError, 'clip: both bounds are null; give at least one of lo and hi.'],
  ['sum', [x23, { axis: 2 }], ShapeError, 'sum: axis 2 is out of range for [2, 3]: rank 2 takes -2 to 1.'],
  ['sum', [x23, { axis: [0, -2] }], ShapeError, 'sum: axis 0 of [2, 3] is given twice.'],
  ['sum', [zeros([]), { axis: 0 }], ShapeError, 'sum: axis 0 is out of range for []: a rank of 0 has no axes.'],
  ['sum', [x23, { axes: 1 }], DomainError, 'sum: unknown option "axes"; it takes axis, keepDims.'],
  ['sum', [x23, 1], DomainError, 'sum: 1 is no options object; write { axis: 1 }.'],
  ['sum', [x23, null], DomainError, 'sum: null is no options object; write { axis: ... }.'],
  ['min', [zeros([2, 0]), { axis: 1 }], ShapeError, 'min: [2, 0] has no elements to choose from along axes [1].'],
  ['argmax', [zeros([2, 0]), { axis: 1 }], ShapeError, 'argmax: [2, 0] has no elements to choose from along axis 1.'],
  ['argmin', [x23, { axis: 2 }], ShapeError, 'argmin: axis 2 is out of range for [2, 3]: rank 2 takes -2 to 1.'],
  ['cumsum', [x23, { axis: 2 }], ShapeError, 'cumsum: axis 2 is out of range for [2, 3]: rank 2 takes -2 to 1.'],
  ['cumprod', [x23, { axes: 1 }], DomainError, 'cumprod: unknown option "axes"; it takes axis.'],
  ['softmax', [zeros([])], ShapeError, 'softmax: axis -1 is out of range for []: a rank of 0 has no axes.'],
  [
    'logSoftmax',
    [x23, { axis: 2 }],
    ShapeError,
    'logSoftmax: axis 2 is out of range for [2, 3]: rank 2 takes -2 to 1.',
  ],
  ['logsumexp', [x23, { axis: [0, 0] }], ShapeError, 'logsumexp: axis 0 of [2, 3] is given twice.'],
  ['variance', [x23, { dof: 1 }], DomainError, 'variance: unknown option "dof"; it takes axis, keepDims, ddof.'],
  ['std', [x23, { ddof: Number.NaN }], DomainError, 'std: ddof is NaN; give a number, 0 or 1 as a rule.'],
  ['norm', [x23, { ord: 3 }], DomainError, 'norm: there is no norm of order 3 here; give 1, 2 or Infinity.'],
  ['max', [zeros([2, 0]), { axis: 1 }], ShapeError, 'max: [2, 0] has no elements to choose from along axes [1].'],
  [
    'matmul',
    [x23, x23],
    ShapeError,
    "matmul: cannot matmul [2, 3] by [2, 3]: inner dimensions 3 and 2 differ. The left operand's last and the right operand's last but one must be equal; transpose or resize one.",
  ],
  ['matmul', [x23, 2], ShapeError, 'matmul: an operand is a 0-d tensor; use mul to multiply by a number.'],
  [
    'matmul',
    [zeros([2, 1, 1]), zeros([3, 1, 1])],
    ShapeError,
    'matmul: cannot broadcast the leading axes [2] of [2, 1, 1] with the leading axes [3] of [3, 1, 1]: 2 and 3 differ. Dimensions, counted from the last, must be equal or 1; reshape or expandDims an operand.',
  ],
  [
    'reshape',
    [x23, [4, 2]],
    ShapeError,
    'reshape: cannot reshape [2, 3] (6 numbers) to [4, 2] (8). Give a shape of the same size.',
  ],
  [
    'transpose',
    [x23, [0, 0]],
    ShapeError,
    'transpose: [0, 0] is no order of the 2 axes of [2, 3]; name each axis once.',
  ],
  [
    'broadcastTo',
    [x23, [3]],
    ShapeError,
    'broadcastTo: [2, 3] does not broadcast to [3]: counted from the last, each of its dimensions must be 1 or the same.',
  ],
  [
    'squeeze',
    [x23, { axis: 1 }],
    ShapeError,
    'squeeze: axis 1 of [2, 3] has size 3; only axes of size 1 can go. Use reshape.',
  ],
  ['squeeze', [x23, { axs: 1 }], DomainError, 'squeeze: unknown option "axs"; it takes axis.'],
  ['slice', [x23, 2], ShapeError, 'slice: index 2 is out of range for axis 0 of size 2.'],
  [
    'slice',
    [x23, 0, 0, 0],
    ShapeError,
    "slice: 3 items for the 2 axes of [2, 3]; give one for each axis, and '...' once at most.",
  ],
  [
    'slice',
    [x23, '...', '...'],
    ShapeError,
    "slice: 0 items for the 2 axes of [2, 3]; give one for each axis, and '...' once at most.",
  ],
  ['slice', [x23, [0, 2, 0]], DomainError, 'slice: a step of 0 goes nowhere; give one above or below 0.'],
  ['slice', [x23, [0.5, 2]], DomainError, 'slice: 0.5 is no place in a range; give an integer.'],
  ['slice', [x23, 0.5], ShapeError, 'slice: index 0.5 is out of range for axis 0 of size 2.'],
  [
    'slice',
    [x23, 'all'],
    DomainError,
    `slice: "all" is no slice item; give an index, ':', [start, stop], [start, stop, step], '...' or null.`,
  ],
  [
    'slice',
    [x23, [1]],
    DomainError,
    `slice: [1] is no slice item; give an index, ':', [start, stop], [start, stop, step], '...' or null.`,
  ],
  [
    'slice',
    [x23, ':', tensor([0, 1], { dtype: 'int32' })],
    DomainError,
    'slice: the tensor [2] is no slice item; write take(indices, { axis: 1 }).',
  ],
  [
    'unslice',
    [zeros([2]), [3], [0, 1]],
    ShapeError,
    'unslice: [2] has not the shape of the slice, [1]. Reshape or broadcast it first.',
  ],
  [
    'unslice',
    [zeros([2]), [-3], ':'],
    ShapeError,
    'unslice: [-3] is not a shape; dimensions are integers of 0 or more.',
  ],
  ['concat', [[]], ShapeError, 'concat: takes a list of one tensor or more, [a, b].'],
  ['stack', [x23], ShapeError, 'stack: takes a list of one tensor or more, [a, b].'],
  [
    'concat',
    [x23, x23],
    DomainError,
    'concat: a tensor is given in place of options; several tensors go in a list, [a, b].',
  ],
  ['reshape', [x23, 6], ShapeError, 'reshape: the shape is 6; give a list: [6].'],
  [
    'reshape',
    [x23, [4, -1]],
    ShapeError,
    'reshape: cannot reshape [2, 3] (6 numbers) to [4, -1]: no size for -1 makes 6. Give a shape of the same size.',
  ],
  ['broadcastTo', [x23, 6], ShapeError, 'broadcastTo: the shape is 6; give a list: [6].'],
  [
    'concat',
    [[x23, zeros([2, 4, 1])]],
    ShapeError,
    'concat: [2, 3] and [2, 4, 1] differ in more than axis 0; all other dimensions must be equal.',
  ],
  ['stack', [[x23, zeros([2])]], ShapeError, 'stack: [2, 3] and [2] differ; stack takes equal shapes.'],
  ['stack', [[x23], { axes: 0 }], DomainError, 'stack: unknown option "axes"; it takes axis.'],
  ['flip', [x23, { axis: [0, -2] }], ShapeError, 'flip: axis 0 of [2, 3] is given twice.'],
  ['roll', [x23, 0.5], DomainError, 'roll: 0.5 is no distance; give an integer.'],
  [
    'roll',
    [x23, [1, 2, 3], { axis: [0, 1] }],
    DomainError,
    'roll: 3 distances for 2 axes; give one for each, or one for all.',
  ],
  [
    'split',
    [x23, 2, { axis: 1 }],
    ShapeError,
    'split: axis 1 of [2, 3] has size 3, which is no multiple of 2. Give an array of cuts.',
  ],
  ['split', [x23, 0], DomainError, 'split: 0 is no number of parts; give an integer of 1 or more.'],
  ['split', [x23, [0.5]], DomainError, 'split: 0.5 is no place to cut at; give an integer.'],
  ['tile', [x23, [1, -1]], DomainError, 'tile: -1 is no number of repetitions; give an integer of 0 or more.'],
  [
    'repeat',
    [x23, [1, 2], { axis: 1 }],
    ShapeError,
    'repeat: 2 counts for axis 1 of [2, 3], which has 3 elements; give one for each, or one for all.',
  ],
  ['pad', [x23, -1], DomainError, 'pad: -1 is no width; give an integer of 0 or more.'],
  [
    'pad',
    [x23, [[1, 2]]],
    ShapeError,
    'pad: [[1,2]] is not one pair [before, after] for each of the 2 axes of [2, 3].',
  ],
  [
    'pad',
    [x23, 1, { mode: 'mirror' }],
    DomainError,
    'pad: "mirror" is no mode; give one of constant, edge, reflect, symmetric, wrap.',
  ],
  [
    'pad',
    [x23, 1, { mode: 'edge', value: 0 }],
    DomainError,
    "pad: value is for the mode 'constant'; 'edge' takes elements of x. Leave value out.",
  ],
  [
    'pad',
    [zeros([2, 0]), 1, { mode: 'wrap' }],
    ShapeError,
    "pad: axis 1 of [2, 0] has no element to take; only 'constant' needs none.",
  ],
  ['take', [x23, [0, 2], { axis: 0 }], ShapeError, 'take: index 2 is out of range for axis 0 of size 2.'],
  ['take', [x23, -7], ShapeError, 'take: index -7 is out of range for axis 0 of size 6.'],
  ['take', [x23, [0.5]], DTypeError, 'take: 0.5 is no index; give integers of int32.'],
  ['take', [x23, [true]], DTypeError, 'take: true is no index; give integers of int32.'],
  ['take', [x23, 2 ** 32], DTypeError, 'take: 4294967296 is no index; give integers of int32.'],
  ['take', [x23, zeros([2])], DTypeError, "take: the indices are float32, not int32. Cast them by astype('int32')."],
  [
    'takeAlongAxis',
    [x23, [0, 0]],
    ShapeError,
    'takeAlongAxis: the indices [2] and [2, 3] differ in rank; give one list of indices for each place of the other axes.',
  ],
  [
    'takeAlongAxis',
    [x23, [[0], [0], [0]]],
    ShapeError,
    'takeAlongAxis: cannot broadcast [2, 3] without axis 1 with [3, 1] without axis 1: 2 and 3 differ. Dimensions, counted from the last, must be equal or 1; reshape or expandDims an operand.',
  ],
  [
    'scatterAdd',
    [x23, [0, 0], zeros([3]), { axis: 0 }],
    ShapeError,
    'scatterAdd: the updates [3] have not the shape of what is taken, [2, 3]. Reshape or broadcast them first.',
  ],
  ['oneHot', [[-1], 3], ShapeError, 'oneHot: index -1 is out of range for axis 1 of size 3.'],
  ['oneHot', [[1], 0.5], DomainError, 'oneHot: 0.5 is no number of classes; give an integer of 0 or more.'],
  ['tril', [zeros([3])], ShapeError, 'tril: [3] is no matrix; give a rank of 2 or more.'],
  ['triu', [x23, 0.5], DomainError, 'triu: 0.5 is no diagonal; give an integer.'],
  ['diag', [zeros([])], ShapeError, 'diag: [] is neither a vector nor a matrix; reshape it.'],
  ['trace', [zeros([3])], ShapeError, 'trace: [3] is no matrix; give a rank of 2 or more.'],
  [
    'exp',
    [zeros([2]), { bogus: 1 }],
    DomainError,
    'exp: 2 arguments were given, but at most 1 are taken; leave the others out.',
  ],
  ['tile', [zeros([2]), 2, 2], DomainError, '3 arguments were given, but at most 2 are taken; leave the others out.'],
  ['concat', [[zeros([2]), 4]], DTypeError, 'concat: an operand is no tensor; make one of it by tensor(...).'],
  ['sort', [x23, { axis: 2 }], ShapeError, 'sort: axis 2 is out of range for [2, 3]: rank 2 takes -2 to 1.'],
  ['argsort', [x23, { reverse: true }], DomainError, 'argsort: unknown option "reverse"; it takes axis, descending.'],
  ['topK', [x23, 4], ShapeError, 'topK: axis 1 of [2, 3] has size 3; k can be 0 to 3, not 4.'],
  [
    'conv2d',
    [zeros([2, 3, 5, 5]), zeros([4, 2, 3, 3])],
    ShapeError,
    'conv2d: the kernels [4, 2, 3, 3] take 2 channels, but [2, 3, 5, 5] has 3. Give kernels [4, 3, 3, 3].',
  ],
  [
    'conv2d',
    [zeros([2, 4, 5, 5]), zeros([4, 4, 3, 3]), { groups: 2 }],
    ShapeError,
    'conv2d: the kernels [4, 4, 3, 3] take 4 channels, but [2, 4, 5, 5] has 4 in 2 groups, 2 in each. Give kernels [4, 2, 3, 3].',
  ],
  [
    'conv2d',
    [zeros([2, 3, 5, 5]), zeros([4, 3, 3, 3]), { groups: 2 }],
    ShapeError,
    'conv2d: the 3 channels of [2, 3, 5, 5] do not fall into 2 equal groups.',
  ],
  [
    'conv2d',
    [zeros([2, 4, 5, 5]), zeros([3, 2, 3, 3]), { groups: 2 }],
    ShapeError,
    'conv2d: the 3 kernels of [3, 2, 3, 3] do not fall into 2 equal groups.',
  ],
  [
    'conv2d',
    [x23, zeros([4, 3, 3, 3])],
    ShapeError,
    'conv2d takes images [n, in, h, w] and kernels [out, in / groups, kh, kw], but gets [2, 3] and [4, 3, 3, 3]. Reshape what is of another rank.',
  ],
  [
    'conv2d',
    [zeros([2, 3, 3, 5]), zeros([4, 3, 3, 3]), { dilation: 2, padding: [0, 1] }],
    ShapeError,
    'conv2d: a window of 3, spread over 5 by its dilation, does not fit into axis -2 of [2, 3, 3, 5], which is 3. Give a smaller window, or pad more.',
  ],
  [
    'conv1d',
    [zeros([3, 2]), zeros([4, 3, 5]), { padding: 1 }],
    ShapeError,
    'conv1d: a window of 5 does not fit into axis -1 of [3, 2], which is 4 with its padding. Give a smaller window, or pad more.',
  ],
  [
    'conv2d',
    [zeros([1, 1, 5, 5]), zeros([1, 1, 3, 3]), { stride: 2, padding: 'same' }],
    DomainError,
    "conv2d: padding 'same' needs a stride of 1, not [2, 2]; give numbers.",
  ],
  [
    'conv2d',
    [zeros([1, 1, 5, 5]), zeros([1, 1, 3, 3]), { stride: 0 }],
    DomainError,
    'conv2d: stride is 0; give an integer of 1 or more, or one for each axis.',
  ],
  [
    'convTranspose2d',
    [zeros([1, 1, 5, 5]), zeros([1, 1, 3, 3]), { outputPadding: 1 }],
    DomainError,
    'convTranspose2d: outputPadding 1 does not fit the stride [1, 1]; give integers from 0 to below it.',
  ],
  [
    'convTranspose2d',
    [zeros([1, 1, 5, 5]), zeros([1, 1, 3, 3]), { outputPadding: [0, 0, 9] }],
    DomainError,
    'convTranspose2d: outputPadding is [0,0,9]; give an integer of 0 or more, or one for each axis.',
  ],
  [
    'convKernel2d',
    [zeros([1, 1, 5, 5]), zeros([1, 1, 5, 5]), 3],
    ShapeError,
    'convKernel2d: g is [1, 1, 5, 5], but conv2d with these options gives [1, 1, 3, 3].',
  ],
  ['maxPool2d', [zeros([5]), 2], ShapeError, 'maxPool2d takes [..., h, w], but gets [5]. Reshape it.'],
  [
    'maxPool2d',
    [zeros([4, 4]), 2, { padding: 'same' }],
    DomainError,
    'maxPool2d: padding is "same"; pools take numbers.',
  ],
  [
    'maxPool2d',
    [zeros([5, 5]), 3, { padding: [1, 2] }],
    DomainError,
    'maxPool2d: padding [1,2] is more than half of the window [3, 3]; give less.',
  ],
  [
    'maxPool1d',
    [zeros([0]), 2, { padding: 1 }],
    ShapeError,
    'maxPool1d: the images of [0] have no elements to choose from.',
  ],
]

describe('errors', () => {
  it.each(rows)('%s of %s', (name, args, type, message) => {
    const run = () => Reflect.apply(ops[name], undefined, args)
    expect(run).toThrow(type)
    expect(run).toThrow(new type(message))
    // within a layer, the same message begins with its name
    expect(() => scope('fc1', () => scope('act', run))).toThrow(`in fc1/act: ${message}`)
  })

  it('know their classes by name', () => {
    for (const type of [AdjointError, ShapeError, DTypeError, DomainError, TraceError]) {
      const error = new type('a message')
      expect(error).toBeInstanceOf(AdjointError)
      expect(error).toBeInstanceOf(Error)
      expect(String(error)).toBe(`${type.name}: a message`)
    }
  })

  test.prop([
    fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
    fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(0.5, Number.NaN, Number.POSITIVE_INFINITY)),
  ])('come for every axis that is not there, and for no other', (shape, axis) => {
    const there = Number.isInteger(axis) && axis >= -shape.length && axis < shape.length
    const check = (run: () => unknown) => (there ? expect(run).not.toThrow() : expect(run).toThrow(ShapeError))
    const x: Tensor = zeros(shape)
    check(() => x.sum({ axis }))
    check(() => x.mean({ axis: [axis] }))
    check(() => x.variance({ axis }))
    check(() => x.cumsum({ axis }))
    check(() => x.softmax({ axis }))
    check(() => x.concat([x], { axis }))
  })
})

describe('scope', () => {
  it('ends with its body, also when that throws', () => {
    expect(() => scope('fc1', () => add(zeros([2]), tensor([1, 2, 3]) as Tensor))).toThrow('in fc1: add')
    expect(() => add(zeros([2]), tensor([1, 2, 3]) as Tensor)).toThrow(/^add/)
    expect(scope('fc1', () => 3)).toBe(3)
  })
})

describe('apply', () => {
  /** A tensor whose numbers lie elsewhere until they are asked for, as those of a compiled program do. */
  class Elsewhere extends Tensor {
    readonly shape = []
    readonly dtype = 'float32'
    readonly tracedBy = null
    read(): NDArray {
      return new NDArray(Float32Array.of(2), 'float32', [])
    }
    describe(): string {
      return '[]'
    }
  }

  it('reads the numbers of an operand wherever they are', () => {
    expect(new Elsewhere().square().item()).toBe(4)
  })

  it('refuses what is no tensor of this package', () => {
    const stranger: object = { shape: [], dtype: 'float32', tracedBy: null }
    expect(() => apply(square.op, [stranger as Tensor], null)).toThrow(TraceError)
  })
})

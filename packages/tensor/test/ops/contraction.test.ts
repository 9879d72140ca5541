import { describe, expect, it } from 'vitest'
import { ops, ShapeError, type Tensor, zeros } from '../../src/index.ts'
import { describeReference } from '../reference.ts'

describeReference('contraction')

describe('contractions that do not fit', () => {
  const [x23, x234] = [zeros([2, 3]), zeros([2, 3, 4])]
  it.each([
    [
      'dot',
      [x23, x23],
      "dot: cannot dot [2, 3] with [2, 3]: inner dimensions 3 and 2 differ. The left operand's last and the right operand's last but one (or only one) must be equal; transpose or resize one.",
    ],
    ['tensordot', [x234, x23], 'tensordot: cannot sum over axis 1 of [2, 3, 4] with axis 0 of [2, 3]: 3 and 2 differ.'],
    [
      'tensordot',
      [x23, x234, 3],
      'tensordot: cannot sum over 3 axes of [2, 3] and [2, 3, 4]; give 0 to 2, or lists of axes.',
    ],
    [
      'tensordot',
      [x23, x234, [[0, 1], [0]]],
      'tensordot: the lists of axes [0, 1] and [0] differ in length; each axis of a needs one of b.',
    ],
    [
      'tensordot',
      [
        x23,
        x234,
        [
          [0, -2],
          [0, 1],
        ],
      ],
      'tensordot: axis 0 of [2, 3] is named twice.',
    ],
    ['tensordot', [x23, x234, [2, 2]], 'tensordot: axis 2 is out of range for [2, 3]: rank 2 takes -2 to 1.'],
    [
      'tensordot',
      [x23, x234, [0, 1]],
      'tensordot: cannot sum over axis 0 of [2, 3] with axis 1 of [2, 3, 4]: 2 and 3 differ.',
    ],
  ] as const)('%s %#: says what is wrong', (name, args, message) => {
    const call = (): Tensor => Reflect.apply(ops[name], undefined, [...args])
    expect(call).toThrow(ShapeError)
    expect(call).toThrow(message)
  })
})

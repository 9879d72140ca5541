import { describe, expect, it } from 'vitest'
import { DomainError, einsum, fromTypedArray, matmul, ShapeError, type Tensor, tensor, zeros } from '../../src/index.ts'
import { bitsOf, expectSame } from '../bits.ts'
import { decodeTensor, type EncodedTensor, readReference } from '../reference.ts'

interface Case {
  readonly equation: string
  readonly inputs: readonly EncodedTensor[]
  readonly out: EncodedTensor
}

// The checks of types are the type tests' affair.
const untyped = (equation: unknown, ...x: unknown[]): Tensor => Reflect.apply(einsum, undefined, [equation, ...x])

describe('einsum: as NumPy', () => {
  const { cases } = readReference<{ cases: readonly Case[] }>('einsum')
  it.each(
    cases.map(
      (one) =>
        [`${one.equation} ${one.inputs.map(({ dtype, shape }) => `${dtype}[${shape}]`).join(' ')}`, one] as const,
    ),
  )('%s', (_, { equation, inputs, out }) => {
    const operands = inputs.map(decodeTensor)
    const [first, ...others] = operands
    const actual = untyped(equation, ...operands)
    expect({ ...bitsOf(actual), data: bitsOf(actual).data.map((value) => value + 0) }).toEqual({
      ...out,
      data: out.data.map((value) => Number(value) + 0), // the sign of a zero depends on the order of sums
    })
    expectSame(Reflect.apply(Reflect.get(first ?? actual, 'einsum'), first, [equation, ...others]), actual)
  })
})

describe('einsum', () => {
  it('takes numbers for operands without letters, as weak scalars', () => {
    expectSame(einsum('i,->i', tensor([1, 2]), 3), tensor([3, 6]))
    expect(einsum('i,->i', tensor([1, 2], { dtype: 'float64' }), 0.1).dtype).toBe('float64')
  })

  it('is a matrix product where it says one, to the bit', () => {
    const numbers = (size: number): Float32Array => Float32Array.from({ length: size }, (_, i) => Math.sin(i * i))
    const [a, b] = [fromTypedArray(numbers(2 * 40 * 30), [2, 40, 30]), fromTypedArray(numbers(30 * 20), [30, 20])]
    expectSame(einsum('bij,jk->bik', a, b), matmul(a, b))
    expectSame(einsum('bij,kj->bik', a, b.transpose()), matmul(a, b))
  })

  it('contracts many operands two at a time: the product of all would not fit into memory', () => {
    const x = zeros([100, 100])
    expect(einsum('ab,bc,cd,de,ef,fg->ag', x, x, x, x, x, x).shape).toEqual([100, 100])
    expect(einsum('ab,cd,ef,bc,de->af', x, x, x, x, x).shape).toEqual([100, 100])
  })

  it('hides no NaN and lets none off the diagonal in', () => {
    const x = tensor([[1, Number.NaN], [Number.POSITIVE_INFINITY, 2]]) // biome-ignore format: a table
    expectSame(einsum('ii->i', x), tensor([1, 2]))
    expectSame(einsum('ij->i', x), tensor([Number.NaN, Number.POSITIVE_INFINITY]))
  })

  const [x2, x3, x23, x33] = [zeros([2]), zeros([3]), zeros([2, 3]), zeros([3, 3])]
  it.each([
    [[2], DomainError, "einsum: the equation is a number; it comes first, einsum('ij,jk->ik', a, b)."],
    [['i->j', x3], DomainError, "einsum: letter j of the output of 'i->j' stands in no operand."],
    [['ij->ii', x23], DomainError, "einsum: letter i can stand only once in the output of 'ij->ii'."],
    [['i->->i', x3], DomainError, "einsum: '->' can stand only once in 'i->->i'."],
    [
      ['i1', x23],
      DomainError,
      "einsum: 'i1' in 'i1' is no list of letters; name each axis by one letter, and write '...' once at most.",
    ],
    [
      ['i..', x23],
      DomainError,
      "einsum: 'i..' in 'i..' is no list of letters; name each axis by one letter, and write '...' once at most.",
    ],
    [
      ['......', x23],
      DomainError,
      "einsum: '......' in '......' is no list of letters; name each axis by one letter, and write '...' once at most.",
    ],
    [['ij,jk', x23], ShapeError, "einsum: 'ij,jk' takes 2 operands, but gets 1; separate their letters by commas."],
    [['ij', x23, x3], ShapeError, "einsum: 'ij' takes 1 operand, but gets 2; separate their letters by commas."],
    [['i'], ShapeError, "einsum: 'i' takes 1 operand, but gets 0; separate their letters by commas."],
    [
      ['ij,j', x23, x23],
      ShapeError,
      "einsum: 'j' of 'ij,j' names 1 axis, but [2, 3] has 2; give a letter for each axis, or '...' for the others.",
    ],
    [
      ['ij...k->ik', x23],
      ShapeError,
      "einsum: 'ij...k' of 'ij...k->ik' names 3 axes, but [2, 3] has 2; give a letter for each axis, or '...' for the others.",
    ],
    [
      ['ij,jk->ik', x23, x23],
      ShapeError,
      "einsum: cannot take 'ij,jk->ik' of [2, 3] with [2, 3]: letter j is 3 and 2. Axes of one letter must have one size, or 1 in another operand.",
    ],
    [
      ['ii->i', x23],
      ShapeError,
      "einsum: cannot take 'ii->i' of [2, 3]: letter i is 2 and 3. Axes of one letter must have one size, or 1 in another operand.",
    ],
    [
      ['ii,i->i', zeros([1, 3]), x3],
      ShapeError,
      "einsum: cannot take 'ii,i->i' of [1, 3] with [3]: letter i is 1 and 3. Axes of one letter must have one size, or 1 in another operand.",
    ],
    [
      ['...,...', x2, x3],
      ShapeError,
      "einsum: cannot take '...,...' of [2] with [3]: an axis of '...' is 2 and 3. Axes of one letter must have one size, or 1 in another operand.",
    ],
    [
      ['...i->i', x33],
      ShapeError,
      "einsum: the output of '...i->i' needs '...': it stands for 1 axis of the operands.",
    ],
  ] as const)('%s: says what is wrong', (args, kind, message) => {
    const [equation, ...x] = args
    expect(() => untyped(equation, ...x)).toThrow(kind)
    expect(() => untyped(equation, ...x)).toThrow(new kind(message))
  })
})

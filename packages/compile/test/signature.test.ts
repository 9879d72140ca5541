import { leavesOf } from '@adjoint/autograd'
import { DomainError, Tensor, tensor, zeros } from '@adjoint/tensor'
import { fc } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { trees } from '../../autograd/test/trees.ts'
import { compile } from '../src/index.ts'
import { rebuildOf } from '../src/rebuild.ts'
import { fits, flatten } from '../src/signature.ts'

class Layer {
  readonly weight: Tensor
  readonly size: number
  constructor(weight: Tensor, size: number) {
    this.weight = weight
    this.size = size
  }
}

class Other extends Layer {}

class Layers extends Array<Tensor> {}

class ByName extends Map<string, Tensor> {}

class Words extends Set<string> {}

class Day extends Date {}

/** A name for what a field of the same name hides. */
class Named {
  get name(): string {
    return 'named'
  }
}

class Secret {
  readonly #number: number
  constructor(number: number) {
    this.#number = number
  }
  get number(): number {
    return this.#number
  }
}

class HalfSecret extends Secret {
  readonly open = 3
}

const fit = (a: unknown, b: unknown): boolean => fits(flatten([a]).signature, flatten([b]).signature)

describe('a program fits', () => {
  const x = tensor([1, 2])
  test.each<[string, unknown, unknown]>([
    ['other numbers', x, tensor([3, 4])],
    ['a view of the same shape', x, zeros([2, 1]).slice(':', 0)],
    ['equal trees', { a: [x, 1, 'b'], m: new Map([['k', x]]) }, { a: [x, 1, 'b'], m: new Map([['k', x]]) }],
    ['another object of the class', new Layer(x, 3), new Layer(tensor([5, 6]), 3)],
    ['NaN', { x, rate: Number.NaN }, { x, rate: Number.NaN }],
    ['empty records', {}, {}],
    [
      'equal typed arrays, sets and dates',
      [new Int32Array(3), new Set(['a']), new Date(7)],
      [new Int32Array(3), new Set(['a']), new Date(7)],
    ],
  ])('%s', (_name, a, b) => expect(fit(a, b)).toBe(true))

  const typed = new Float32Array([1])
  const mark = Symbol('mark')
  const hidden = (value: number): object => Object.defineProperty({ listed: 1 }, 'rate', { value })
  test.each<[string, unknown, unknown]>([
    ['another shape', x, tensor([1, 2, 3])],
    ['another rank', x, tensor([[1, 2]])],
    ['another dtype', x, tensor([1, 2], { dtype: 'float64' })],
    ['another number', { x, rate: 1 }, { x, rate: 2 }],
    ['the other zero', { x, rate: 0 }, { x, rate: -0 }],
    ['another string', ['relu', x], ['tanh', x]],
    ['another key', { a: x }, { b: x }],
    ['more elements', [x], [x, x]],
    ['elements elsewhere', [[x], x], [x, [x]]],
    ['an array for a record', [x], { 0: x }],
    ['an empty array for a number', [x, 0], [x, []]],
    ['an array here for one there', [1, [x]], [[1], x]],
    ['two arrays here for one there', [[2, 2], 2], [2, [2, 2]]],
    ['a key in the next record', [{ a: x, b: x }, { c: x }, 'd', x], [{ a: x }, 'b', x, { c: x, d: x }]],
    ['another class', new Layer(x, 3), new Other(x, 3)],
    ['another field', new Layer(x, 3), new Layer(x, 4)],
    ['another class of arrays', Layers.of(x), [x]],
    ['another class of maps', new ByName([['a', x]]), new Map([['a', x]])],
    ['another class of sets', new Words(['a']), new Set(['a'])],
    ['another class of dates', new Day(0), new Date(0)],
    ['a map for a record', new Map([['a', x]]), { a: x }],
    ['another key of a map', new Map([['a', x]]), new Map([['b', x]])],
    ['undefined for null', [null, x], [undefined, x]],
    ['another kind of typed array', new Int32Array(1), new Float32Array(1)],
    ['another typed array', typed, new Float32Array([2])],
    ['a typed array of another type', typed, new Int32Array(typed.buffer)],
    ['another function', () => 1, () => 1],
    ['another set', new Set([1]), new Set([2])],
    ['another object in a set', new Set([{}]), new Set([{}])],
    ['another date', new Date(0), new Date(1)],
    ['what private fields may hold', new Secret(1), new Secret(2)],
    ['what private fields may hold beside others', new HalfSecret(1), new HalfSecret(2)],
    ['what a symbol names', { [mark]: 1 }, { [mark]: 2 }],
    ['what is hidden', hidden(1), hidden(2)],
  ])('not %s', (_name, a, b) => {
    expect(fit(a, b)).toBe(false)
    expect(fit(b, a)).toBe(false)
    expect(fit(a, a)).toBe(true)
  })
})

test('what changed in an argument is noticed, though it is the same object', () => {
  const [array, set] = [new Float64Array([2]), new Set<string>()]
  const before = flatten([array, set]).signature
  expect(fits(before, flatten([array, set]).signature)).toBe(true)
  array[0] = 3
  expect(fits(before, flatten([array, set]).signature)).toBe(false)
  array[0] = 2
  set.add('b')
  expect(fits(before, flatten([array, set]).signature)).toBe(false)
})

test('a tree that contains itself is an error', () => {
  const layer = new Map<string, unknown>([['weight', tensor(1)]])
  const twice = flatten([layer, [layer]])
  expect(twice.tensors).toHaveLength(2)
  layer.set('next', { back: [layer] })
  expect(() => flatten([layer])).toThrow(new DomainError('compile: an argument contains itself; a tree has no cycles.'))
})

test('a tensor in a set of an argument or a result is an error', () => {
  const error = new DomainError('compile: a set holds a tensor; a tree holds tensors in arrays, maps and objects.')
  for (const tree of [new Set([tensor(1)]), { a: new Set([1, [tensor(1)]]) }])
    expect(() => flatten([tree])).toThrow(error)
  expect(() => compile((x: Tensor) => new Set([x.mul(2)]))(tensor(1))).toThrow(error)
})

test('a field is rebuilt as one, whatever its class or all objects have under its name', () => {
  const fields = { value: tensor(1), writable: true, enumerable: true, configurable: true }
  const tree = [Object.defineProperty(new Named(), 'name', fields), Object.defineProperty({}, '__proto__', fields)]
  const [named, record] = rebuildOf(tree)([tensor(2), tensor(3)])
  expect(named).toBeInstanceOf(Named)
  expect(leavesOf([named, record]).map(({ path, tensor: x }) => [path, x.item()])).toEqual([
    ['0.name', 2],
    ['1.__proto__', 3],
  ])
})

test('a set may be large', () => {
  const large = (last: number): Set<number> => new Set([...Array(1_000_000).keys(), last])
  expect(fit(large(-1), large(-1))).toBe(true)
  expect(fit(large(-1), large(-2))).toBe(false)
})

test('tensors come in the order of leavesOf, for any tree', () => {
  fc.assert(
    fc.property(trees, (tree) => {
      expect(flatten([tree]).tensors).toEqual(leavesOf([tree]).map(({ tensor }) => tensor))
      expect(fit(tree, tree)).toBe(true)
    }),
  )
})

test('a rebuilt tree is like the one that it was made of, with the tensors that are given', () => {
  fc.assert(
    fc.property(trees, (tree) => {
      const before = leavesOf(tree).map(({ tensor }) => tensor)
      const rebuild = rebuildOf(tree)
      expect(rebuild(before)).toStrictEqual(tree)
      const others = before.map((_, i) => tensor(i))
      const rebuilt = rebuild(others)
      expect(leavesOf(rebuilt).map(({ tensor: one }) => one)).toEqual(others)
      expect(leavesOf(rebuilt).map(({ path }) => path)).toEqual(leavesOf(tree).map(({ path }) => path))
      expect(leavesOf(tree).map(({ tensor: one }) => one)).toEqual(before)
      if (before.length === 0 && !(tree instanceof Tensor)) expect(rebuilt).toBe(tree)
    }),
  )
})

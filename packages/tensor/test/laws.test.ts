import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NDArray } from '../src/array.ts'
import { dtypeOf } from '../src/dtype.ts'
import {
  type DType,
  DTypeError,
  type Fn,
  nextLevel,
  type Op,
  ops,
  type Shape,
  signature,
  Tensor,
  type Trace,
} from '../src/index.ts'
import { dtypes, filled, placed, placements } from './arbitraries.ts'
import { type Bits, bitsOf, expectSame } from './bits.ts'
import { type Subject, subjects } from './examples.ts'

/** A value whose every op is checked on its way to the kernel: `watch` sees what `apply` is given. */
class Watched extends Tensor {
  readonly tracedBy: Watch
  readonly array: NDArray

  constructor(trace: Watch, array: NDArray) {
    super()
    this.tracedBy = trace
    this.array = array
  }

  get shape(): Shape {
    return this.array.shape
  }

  get dtype(): DType {
    return this.array.dtype
  }

  read(): NDArray {
    return this.array
  }

  describe(): string {
    return signature(this)
  }
}

class Watch implements Trace {
  readonly level: number = nextLevel()
  readonly open = true
  readonly seen: string[] = []

  process<A>(op: Op<A>, inputs: readonly Tensor[], attrs: A): Tensor {
    const said = op.infer(inputs, attrs)
    const made = op.kernel(
      inputs.map((x) => x.read()),
      attrs,
      said,
    )
    this.seen.push(op.name)
    expect({ op: op.name, shape: made.shape, dtype: made.dtype }).toEqual({ op: op.name, ...said })
    expect(dtypeOf(made.data)).toBe(said.dtype)
    if (made.dtype === 'bool') expect(made.toTypedArray().every((value) => value === 0 || value === 1)).toBe(true)
    if (Number.isFinite(op.arity)) expect(inputs.length).toBe(op.arity)
    return new Watched(this, made)
  }
}

/** The result's bits, or the message of the error that the dtype is not for this op. */
function attempt(subject: Subject, inputs: readonly Tensor[]): Bits | string {
  try {
    return bitsOf(subject.call(...inputs))
  } catch (error) {
    if (error instanceof DTypeError) return error.message
    throw error
  }
}

const seeds = fc.integer({ min: 0, max: 999 })
const anyDType = fc.constantFrom(...dtypes)

describe.each(subjects)('$label', (subject) => {
  it('has the shape and dtype that its rule says', () => {
    for (const dtype of dtypes) {
      const inputs = subject.inputs(dtype, 1)
      if (typeof attempt(subject, inputs) === 'string') continue
      const watch = new Watch()
      const y = subject.call(...inputs.map((x) => new Watched(watch, x.read())))
      expectSame(y, subject.call(...inputs))
      if (ops[subject.name].op !== null) expect(watch.seen).toContain(subject.name)
    }
  })

  it('gives the same bits for views as for copies', () => {
    fc.assert(
      fc.property(seeds, anyDType, fc.array(placements, { minLength: 3, maxLength: 3 }), (seed, dtype, where) => {
        const inputs = subject.inputs(dtype, seed)
        const views = inputs.map((x, k) => placed(x, where[k] ?? { order: [], steps: [], before: 0 }))
        expect(attempt(subject, views)).toEqual(attempt(subject, inputs))
      }),
      { numRuns: 40 },
    )
  })

  it('gives the same bits for a number repeated by stride 0 as for its copies', () => {
    for (const dtype of dtypes) {
      const inputs = subject.inputs(dtype, 2)
      const uniform = inputs.map(
        (x) =>
          new NDArray(
            x.read().copyData().slice(0, 1),
            x.dtype,
            x.shape,
            x.shape.map(() => 0),
          ),
      )
      const copies = uniform.map((x) => filled(x.dtype, x.shape, Array.from(x.toTypedArray())))
      expect(attempt(subject, uniform)).toEqual(attempt(subject, copies))
    }
  })

  it('leaves its inputs as they were, and gives the same bits again', () => {
    for (const dtype of dtypes) {
      const inputs = subject.inputs(dtype, 3)
      const before = inputs.map((x) => Array.from(x.read().data))
      const first = attempt(subject, inputs)
      expect(attempt(subject, inputs)).toEqual(first)
      expect(inputs.map((x) => Array.from(x.read().data))).toEqual(before)
    }
  })

  it('is the method of that name', () => {
    expect(Reflect.get(Tensor.prototype, subject.name)).toBe(ops[subject.name].method)
    if (subject.broadcasts === null) return
    const [x, ...rest] = subject.inputs('float64', 4)
    if (x === undefined) return
    expectSame(Reflect.apply(ops[subject.name].method, x, rest), subject.call(x, ...rest))
  })
})

const broadcasting = subjects.flatMap((subject) =>
  subject.broadcasts === null ? [] : [{ name: subject.name, count: subject.broadcasts, subject }],
)

/** Shapes that broadcast with each other: a full one, from which each operand drops leading axes or shrinks some to 1. */
const family = fc
  .array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 })
  .chain((full) =>
    fc.tuple(
      fc.constant(full),
      fc.array(
        fc.tuple(fc.nat(full.length), fc.array(fc.boolean(), { minLength: full.length, maxLength: full.length })),
        { minLength: 3, maxLength: 3 },
      ),
    ),
  )
  .map(([full, cuts]) =>
    cuts.map(([drop, ones]) => full.map((size, axis) => (ones[axis] === true ? 1 : size)).slice(drop)),
  )

describe.each(broadcasting)('$name of broadcast operands', ({ subject, count }) => {
  it('is that of operands repeated by hand, also for 0-d and empty ones', () => {
    fc.assert(
      fc.property(family, anyDType, seeds, (all, dtype, seed) => {
        const shapes = all.slice(0, count)
        const rank = Math.max(...shapes.map((shape) => shape.length))
        const full = Array.from({ length: rank }, (_, axis) => {
          const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1)
          return sizes.find((size) => size !== 1) ?? 1
        })
        const inputs = subject.inputs(dtype, seed, shapes)
        const y = attempt(subject, inputs)
        if (typeof y !== 'string') expect(y.shape).toEqual(full)
        expect(y).toEqual(
          attempt(
            subject,
            inputs.map((x) => tiled(x, full)),
          ),
        )
      }),
      { numRuns: 40 },
    )
  })
})

/** The operand as if its missing and single dimensions were written out, without using the library's broadcasting. */
function tiled(x: Tensor, shape: Shape): Tensor {
  const numbers = x.toTypedArray()
  const lead = shape.length - x.rank
  const values: number[] = []
  const visit = (axis: number, position: number): void => {
    if (axis === shape.length) {
      values.push(numbers[position] ?? Number.NaN)
      return
    }
    const own = axis < lead ? 1 : (x.shape[axis - lead] ?? 1)
    for (let i = 0; i < (shape[axis] ?? 1); i++)
      visit(axis + 1, axis < lead ? position : position * own + (own === 1 ? 0 : i))
  }
  visit(0, 0)
  return filled(x.dtype, shape, values)
}

describe('the catalogue', () => {
  it('gives each op the name that it is exported by', () => {
    const named = Object.entries<Fn<Op | null, unknown>>(ops).flatMap(([name, { op }]) =>
      op === null ? [] : [[name, op.name]],
    )
    expect(named.filter(([name, own]) => name !== own)).toEqual([])
  })

  it('hides no member of Tensor behind a method', () => {
    const declared = ['shape', 'dtype', 'tracedBy', 'read', 'describe'] // by Tensor, for its subclasses to have
    const own = Object.entries(Object.getOwnPropertyDescriptors(Tensor.prototype))
      .filter(
        ([name, { value }]) => value === undefined || !(name in ops) || value !== ops[name as keyof typeof ops].method,
      )
      .map(([name]) => name)
    expect(own).toContain('toJSON')
    expect(Object.keys(ops).filter((name) => [...own, ...declared].includes(name))).toEqual([])
  })
})

import { allocate } from '../allocation.ts'
import { fromTypedArray } from '../create.ts'
import { type DType, isFloat } from '../dtype.ts'
import { checkOptions, DomainError, DTypeError } from '../errors.ts'
import { checkShape, sizeOf } from '../shape.ts'
import type { Mutable, Shape } from '../shape-types/index.ts'
import type { Tensor } from '../tensor.ts'
import { drawsFrom, type Words } from './draws.ts'
import type { Generator, NormalOptions, UniformOptions } from './generator.ts'

const TWO_31 = 2 ** 31

/** A generator that takes its random bits from `words`. */
export function generatorFrom(words: Words): Generator {
  const draws = drawsFrom(words)
  const { next, nextNormal, upTo } = draws

  function uniform<const S extends Shape>(shape: S, options: UniformOptions = {}): Tensor<Mutable<S>> {
    checkShape('uniform', shape)
    checkOptions('uniform', options, ['low', 'high', 'dtype'])
    const { low = 0, high = 1, dtype = 'float32' } = options
    checkFinite('uniform', { low, high, 'high - low': high - low })
    if (high < low) throw new DomainError(`uniform: high is ${high}, below low, which is ${low}. Exchange them.`)
    checkFloat('uniform', dtype)
    const range = high - low
    return filled(shape, dtype, () => low + range * next())
  }

  function normal<const S extends Shape>(shape: S, options: NormalOptions = {}): Tensor<Mutable<S>> {
    checkShape('normal', shape)
    checkOptions('normal', options, ['mean', 'std', 'dtype'])
    const { mean = 0, std = 1, dtype = 'float32' } = options
    checkFinite('normal', { mean, std })
    if (std < 0) throw new DomainError(`normal: std is ${std}; a standard deviation is 0 or more.`)
    checkFloat('normal', dtype)
    return filled(shape, dtype, () => mean + std * nextNormal())
  }

  function randint<const S extends Shape>(low: number, high: number, shape: S): Tensor<Mutable<S>> {
    checkInteger('randint', 'low', low, -TWO_31, TWO_31 - 1)
    checkInteger('randint', 'high', high, -TWO_31 + 1, TWO_31)
    if (high <= low) {
      throw new DomainError(`randint: no integer is in [${low}, ${high}); high must be above low and is not included.`)
    }
    checkShape('randint', shape)
    return filled(shape, 'int32', () => low + upTo(high - 1 - low))
  }

  function permutation<const N extends number>(n: N): Tensor<[N]> {
    checkInteger('permutation', 'n', n, 0, TWO_31)
    const order = Int32Array.from({ length: n }, (_, i) => i)
    shuffle(order)
    return fromTypedArray(order, [n])
  }

  function shuffle(items: { readonly length: number; [index: number]: unknown }): void {
    if (items.length === undefined) throw new DTypeError('shuffle: takes an array; take a tensor by a permutation.')
    for (let i = items.length - 1; i > 0; i--) {
      const j = upTo(i)
      const moved = items[i]
      items[i] = items[j]
      items[j] = moved
    }
  }

  return {
    next,
    nextNormal,
    uniform,
    normal,
    randint,
    permutation,
    shuffle,
    get state() {
      return draws.state
    },
    set state(numbers) {
      checkState(numbers, words.state.length)
      draws.state = numbers
    },
  }
}

function filled<const S extends Shape>(shape: S, dtype: DType, draw: () => number): Tensor<Mutable<S>> {
  const data = allocate(dtype, sizeOf(shape))
  for (let i = 0; i < data.length; i++) data[i] = draw()
  return fromTypedArray(data, shape)
}

function checkFinite(owner: string, numbers: Record<string, number>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!Number.isFinite(value)) throw new DomainError(`${owner}: ${name} is ${value}; give a finite number.`)
  }
}

function checkInteger(owner: string, name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new DomainError(`${owner}: ${name} is ${value}; give an integer from ${least} to ${most}.`)
}

/** As many int32 as the words have, not all of them 0, which would give zeros for ever; and a normal, perhaps. */
function checkState(numbers: readonly number[], length: number): void {
  const words = numbers.slice(0, length)
  const whole = words.every((value) => value === (value | 0)) && words.some((value) => value !== 0)
  const kept = numbers.length === length || (numbers.length === length + 1 && Number.isFinite(numbers[length]))
  if (whole && kept) return
  throw new DomainError(
    `random: a state of ${numbers.length} numbers is not one of this generator, which has ${length} integers, and a normal ` +
      'number where one is kept. Give the state of a generator of the same kind.',
  )
}

function checkFloat(owner: string, dtype: DType): void {
  if (isFloat(dtype)) return
  throw new DTypeError(`${owner}: dtype is ${dtype}; give 'float32' or 'float64', or draw integers with randint.`)
}

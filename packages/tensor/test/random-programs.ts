// Small random programs of the catalogue's ops, as source and as what they give: mostly right, and now and then wrong. They are the
// same ones every time.
import fc from 'fast-check'
import { AdjointError, DTypeError, ops, type Shape, type Tensor, zeros } from '../src/index.ts'
import { subjects } from './examples.ts'

type Name = keyof typeof ops

/** One call, as source, and what it gives: a tensor, or the error. */
export interface Statement {
  readonly source: string
  readonly op: Name
  readonly result: Tensor | AdjointError
  /** the number of the statement whose result it takes; null for one that begins anew */
  readonly after: number | null
}

const [pick] = fc.sample(fc.gen(), { seed: 20, numRuns: 1 }) as [fc.GeneratorValue] // as many as were asked for

const integer = (min: number, max: number): number => pick(fc.integer, { min, max })
const oneOf = <T>(...values: [T, ...T[]]): T => values[integer(0, values.length - 1)] ?? values[0]
const chance = (percent: number): boolean => integer(1, 100) <= percent
const several = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))

const size = (): number => oneOf(0, 1, 1, 2, 3, 4, 12)
const shape = (maxRank = 4): number[] => several(integer(0, maxRank), size)
/** An axis that is mostly there. */
const axis = (rank: number): number =>
  chance(12) ? oneOf(rank, -rank - 1, 7) : integer(-rank, Math.max(rank - 1, -rank))
/** A shape with one size changed, now and then. */
const spoiled = (one: Shape): number[] => one.map((dim) => (chance(12) ? size() : dim))
/** A shape that broadcasts with another, as a rule. */
const partner = (one: Shape): number[] => {
  const kept = spoiled(one.slice(integer(0, one.length))).map((dim) => (chance(25) ? 1 : dim))
  return kept.length === one.length && chance(15) ? [size(), ...kept] : kept
}
const divisor = (n: number): number => oneOf(...([1, 2, 3, 4, 6, n].filter((d) => n % d === 0) as [number]))

const sliceItem = (dim: number): unknown => {
  const end = (): number | null => (chance(25) ? null : integer(-dim - 2, dim + 2))
  return oneOf<() => unknown>(
    () => ':',
    () => (chance(15) ? dim : integer(-dim, Math.max(dim - 1, 0))),
    () => [end(), end()],
    () => [end(), end(), oneOf(1, null)],
    () => [null, null, oneOf(-1, 1)],
    () => [end(), end(), oneOf(2, -1, -3)],
  )()
}

const sliceItems = (of: Shape): unknown[] => {
  const items: unknown[] = of.slice(0, integer(0, of.length)).map(sliceItem)
  if (chance(30)) items.splice(integer(0, items.length), 0, null)
  if (chance(20)) items.splice(integer(0, items.length), 0, '...')
  if (chance(6)) items.push(0, 0, 0)
  return items
}

const named = (count: number): [Name, ...Name[]] =>
  subjects
    .filter((one) => one.broadcasts === count && one.name !== 'clip' && one.name !== 'where')
    .map((one) => one.name) as [Name]

const reductionNames = subjects.filter((one) => ops[one.name].op?.family === 'reduction').map((one) => one.name) as [
  Name,
]

/** A call of an op on a tensor of shape `s`: the arguments after it, tensors given as `{ zeros: shape }`. */
const calls: readonly ((s: Shape) => { op: Name; args: unknown[] })[] = [
  () => ({ op: oneOf(...named(1)), args: [] }),
  (s) => ({ op: oneOf(...named(2)), args: [chance(20) ? 2 : { zeros: partner(s) }] }),
  (s) => ({ op: oneOf(...named(2)), args: [{ zeros: partner(s) }] }),
  (s) => ({ op: 'where', args: [{ zeros: partner(s) }, chance(30) ? 1 : { zeros: partner(s) }] }),
  (s) => ({
    op: 'clip',
    args: [oneOf<unknown>(0, null, { zeros: partner(s) }), oneOf<unknown>(1, { zeros: partner(s) })],
  }),
  () => ({ op: 'astype', args: ['float64'] }),
  (s) => {
    const axes = (): unknown => (chance(50) ? axis(s.length) : several(integer(0, s.length), () => axis(s.length)))
    const options = { ...(chance(80) ? { axis: axes() } : {}), ...(chance(40) ? { keepDims: chance(80) } : {}) }
    return { op: oneOf(...reductionNames), args: chance(15) ? [] : [options] }
  },
  (s) => {
    const axes = (): unknown => (chance(50) ? axis(s.length) : distinctAxes(s.length))
    const more = oneOf<[Name, object]>(['variance', { ddof: 1 }], ['std', {}], ['norm', { ord: 1 }], ['logsumexp', {}])
    const keepDims = chance(40) ? { keepDims: chance(80) } : {}
    return {
      op: more[0],
      args: chance(15) ? [] : [{ ...(chance(80) ? { axis: axes() } : {}), ...keepDims, ...more[1] }],
    }
  },
  (s) => {
    const options = { ...(chance(80) ? { axis: axis(s.length) } : {}), ...(chance(40) ? { keepDims: chance(80) } : {}) }
    return { op: oneOf('argmax', 'argmin'), args: chance(15) ? [] : [options] }
  },
  (s) => ({ op: oneOf('cumsum', 'cumprod'), args: chance(30) ? [] : [{ axis: axis(s.length) }] }),
  (s) => ({ op: oneOf('softmax', 'logSoftmax'), args: s.length > 0 && chance(30) ? [] : [{ axis: axis(s.length) }] }),
  (s) => {
    const other = partner(s)
    const rank = Math.max(s.length, other.length)
    const options = rank > 0 && chance(30) ? [] : [{ axis: axis(rank) }]
    return { op: 'recurrence', args: [rank === s.length && chance(20) ? 2 : { zeros: other }, ...options] }
  },
  (s) => {
    const inner = s.at(-1) ?? 1
    const right = chance(25) ? [inner] : [...several(integer(0, 1), () => oneOf(1, s.at(-3) ?? 2)), inner, size()]
    return { op: 'matmul', args: [{ zeros: spoiled(right) }] }
  },
  (s) => ({ op: 'dot', args: [chance(10) ? 2 : { zeros: spoiled([...shape(1), s.at(-1) ?? 1, ...shape(1)]) }] }),
  () => ({ op: 'outer', args: [chance(20) ? 2 : { zeros: shape(2) }] }),
  (s) => {
    const pairs = chance(40) ? integer(0, 3) : null
    const [mine, others] = [distinctAxes(s.length), axis(s.length)]
    if (pairs !== null) {
      const other = [...s.slice(Math.max(s.length - pairs, 0)), ...shape(2)]
      return { op: 'tensordot', args: [{ zeros: spoiled(other) }, ...(pairs === 2 && chance(50) ? [] : [pairs])] }
    }
    if (chance(20)) return { op: 'tensordot', args: [{ zeros: spoiled(s) }, [others, others]] }
    return { op: 'tensordot', args: [{ zeros: spoiled([...s].reverse()) }, [mine, mine.map((i) => -i - 1)]] }
  },
  einsumCall,
  einsumCall,
  () => ({ op: oneOf('inv', 'det', 'cholesky', 'cofactors'), args: [] }),
  (s) => {
    const right = chance(40) ? [s.at(-1) ?? 1] : [...several(integer(0, 1), () => oneOf(1, s.at(-3) ?? 2)), s.at(-1) ?? 1, size()] // biome-ignore format: one line
    return { op: oneOf('solve', 'solveTriangular'), args: [{ zeros: chance(5) ? [] : spoiled(right) }] }
  },
  (s) => {
    const total = s.reduce((product, dim) => product * dim, 1)
    const first = divisor(total)
    const target = oneOf<() => number[]>(
      () => [total],
      () => [first, -1],
      () => [-1, first, 1],
      () => [first, total / first],
      () => [...s].reverse(),
      () => [...s, -1],
    )()
    return { op: 'reshape', args: [spoiled(target)] }
  },
  (s) => {
    const order = pick(
      fc.shuffledSubarray,
      s.map((_, i) => i),
      { minLength: s.length },
    )
    const given = order.map((i) => (chance(10) ? axis(s.length) : chance(30) ? i - s.length : i))
    return { op: 'transpose', args: chance(30) ? [] : [given] }
  },
  (s) => ({ op: 'swapAxes', args: [axis(s.length), axis(s.length)] }),
  (s) => ({
    op: 'broadcastTo',
    args: [[...several(integer(0, 1), size), ...spoiled(s.map((dim) => (dim === 1 ? size() : dim)))]],
  }),
  (s) => ({ op: 'expandDims', args: [axis(s.length + 1)] }),
  (s) => {
    const axes = s.flatMap((dim, i) => (dim === 1 ? [chance(40) ? i - s.length : i] : []))
    const some = axes.length === 0 || chance(40) ? axis(s.length) : axes
    return { op: 'squeeze', args: chance(30) ? [] : [{ axis: some }] }
  },
  (s) => ({ op: 'slice', args: sliceItems(s) }),
  (s) => ({ op: 'slice', args: sliceItems(s) }),
  (s) => {
    const along = axis(s.length)
    const other = (): unknown => ({ zeros: spoiled(s.with(along < 0 ? along + s.length : along, size())) })
    const fits = along >= -s.length && along < s.length
    const list = several(integer(0, 2), () => (fits ? other() : { zeros: s }))
    return { op: 'concat', args: [list, ...(along === 0 && s.length > 0 && chance(50) ? [] : [{ axis: along }])] }
  },
  (s) => ({ op: 'stack', args: [several(integer(0, 2), () => ({ zeros: spoiled(s) })), { axis: axis(s.length + 1) }] }),
  (s) => ({ op: 'flip', args: chance(40) ? [] : [{ axis: chance(50) ? axis(s.length) : distinctAxes(s.length) }] }),
  (s) => ({ op: 'roll', args: [integer(-5, 5), ...(chance(30) ? [] : [{ axis: axis(s.length) }])] }),
  () => ({ op: 'tile', args: [chance(30) ? count() : several(integer(0, 4), count)] }),
  (s) => {
    const along = axis(s.length)
    const counts = several(Math.max(s.at(along) ?? 1, chance(15) ? 2 : 0), count)
    return { op: 'repeat', args: chance(30) ? [count()] : [chance(50) ? count() : counts, { axis: along }] }
  },
  (s) => {
    const pair = (): number[] => [count(), count()]
    return {
      op: 'pad',
      args: [chance(20) ? count() : chance(20) ? pair() : several(s.length + (chance(10) ? 1 : 0), pair)],
    }
  },
  (s) => {
    const along = axis(s.length)
    const data = (s.at(along) ?? 1) === 0 ? [] : oneOf<unknown>(0, [0], [0, 0, 0], [[0, 0], [0, 0]]) // biome-ignore format: one line
    return s.includes(0) || chance(80) ? { op: 'take', args: [data, { axis: along }] } : { op: 'take', args: [0] }
  },
  (s) => {
    const along = axis(s.length)
    const lengths = spoiled(s.map((dim) => (chance(20) ? 1 : dim)))
    return { op: 'takeAlongAxis', args: [nested(chance(10) ? [...lengths, 1] : lengths), { axis: along }] }
  },
  (s) => {
    const along = axis(s.length)
    const [at, indices] = [along < 0 ? along + s.length : along, oneOf<unknown>(0, [0, 0])]
    const taken = s.toSpliced(at, 1, ...(indices === 0 ? [] : [2]))
    const options = at >= 0 && at < s.length ? [{ axis: along }] : []
    const updates = options.length > 0 ? spoiled(taken) : indices === 0 ? [] : [2]
    return { op: 'scatterAdd', args: s.includes(0) ? [[], { zeros: [0] }] : [indices, { zeros: updates }, ...options] }
  },
  () => ({ op: oneOf('tril', 'triu'), args: chance(50) ? [] : [integer(-2, 2)] }),
  (s) =>
    s.length < 3 || chance(30) ? { op: 'diag', args: chance(30) ? [] : [integer(-5, 5)] } : { op: 'trace', args: [] },
  (s) => ({ op: oneOf('sort', 'argsort'), args: chance(30) ? [] : [{ axis: axis(s.length), descending: chance(50) }] }),
  (s) => {
    const axes = oneOf(1, 2)
    const rank = s.length === axes + 1 || s.length === axes + 2 ? s.length : axes + 2
    const groups = chance(30) ? oneOf(2, 3) : 1
    const channels = s.at(rank === s.length ? -axes - 1 : 0) ?? 1
    const kernels = [oneOf(1, 2, 4, 12), chance(85) ? Math.floor(channels / groups) : size(), ...several(axes, () => oneOf(1, 1, 2, 3))] // biome-ignore format: one line
    const steps = (): unknown => (axes === 1 || chance(50) ? oneOf(1, 1, 2, 3) : several(2, () => oneOf(1, 2)))
    const paddings: [unknown, ...unknown[]] = [0, 1, 2, [1, 0], 'same', 'valid', axes === 1 ? [0, 2] : [[0, 1], [2, 0]]] // biome-ignore format: one line
    const options = {
      ...(chance(40) ? { stride: steps() } : {}),
      ...(chance(60) ? { padding: oneOf(...paddings) } : {}),
      ...(chance(30) ? { dilation: steps() } : {}),
      ...(groups > 1 ? { groups } : {}),
    }
    return { op: axes === 1 ? 'conv1d' : 'conv2d', args: [{ zeros: kernels }, ...(chance(20) ? [] : [options])] }
  },
  (s) => {
    const kernels = [chance(85) ? (s.at(-3) ?? 1) : size(), oneOf(0, 1, 2), oneOf(1, 2, 3), oneOf(1, 2)]
    const stride = oneOf<unknown>(1, 3, [2, 3])
    const options = { stride, padding: oneOf<unknown>(0, 1, [0, 1], [[1, 0], [0, 0]]), outputPadding: stride === 1 ? 0 : oneOf<unknown>(0, 1, [1, 0]) } // biome-ignore format: one line
    return { op: 'convTranspose2d', args: [{ zeros: kernels }, ...(chance(30) ? [] : [options])] }
  },
  () => {
    const options = { ...(chance(60) ? { stride: oneOf(1, 2, 3) } : {}), ...(chance(60) ? { padding: oneOf<unknown>(0, 1, [0, 1]) } : {}) } // biome-ignore format: one line
    const last = chance(25) ? [] : [options]
    return chance(40)
      ? { op: oneOf('maxPool1d', 'avgPool1d'), args: [oneOf(1, 2, 3), ...last] }
      : { op: oneOf('maxPool2d', 'avgPool2d'), args: [oneOf<unknown>(1, 2, 3, [2, 1], [3, 2]), ...last] }
  },
]

/** An equation whose first term names the axes of `s`; now and then a letter, or an ellipsis, is wrong. */
function einsumCall(s: Shape): { op: Name; args: unknown[] } {
  const own = s.map((_, i) => (chance(6) ? 'i' : ('ijkl'[i] ?? 'n')))
  const shared = own.flatMap((letter, i) => (chance(60) ? [{ letter, dim: spoiled(s).at(i) ?? 1 }] : []))
  const other = [...shared, ...(chance(40) ? [{ letter: 'm', dim: size() }] : [])].map((one) => (chance(10) ? { ...one, dim: 1 } : one)) // biome-ignore format: one line
  const terms = [own, ...(chance(75) ? [other.map(({ letter }) => letter)] : [])]
  const kept = [...new Set(terms.flat())].filter(() => chance(60)).toSorted(() => (chance(50) ? 1 : -1))
  const output = chance(30) ? '' : `->${kept.join('')}${chance(6) ? 'z' : ''}`
  const letters = `${terms.map((term) => term.join('')).join(chance(10) ? ' , ' : ',')}${output}`
  const equation = chance(25) ? letters.replaceAll('i', '...') : letters
  const operands = terms.length === 1 && chance(95) ? [] : [{ zeros: other.map(({ dim }) => dim) }]
  return { op: 'einsum', args: [equation, ...operands] }
}

/** How many, of few. */
function count(): number {
  return oneOf(0, 1, 1, 2, 3)
}

/** Axes that are there, each once, and now and then one that is not. */
function distinctAxes(rank: number): number[] {
  const there = several(rank, (i) => (chance(50) ? i : i - rank)).filter(() => chance(60))
  return chance(10) ? [...there, axis(rank)] : there
}

/** Nested lists of zeros: indices. */
function nested([size, ...rest]: readonly number[]): unknown {
  return size === undefined ? 0 : several(size, () => nested(rest))
}

function isZeros(value: unknown): value is { zeros: number[] } {
  return typeof value === 'object' && value !== null && 'zeros' in value
}

/** An argument as source. */
function write(value: unknown): string {
  if (isZeros(value)) return `zeros(${JSON.stringify(value.zeros)})`
  if (Array.isArray(value)) return `[${value.map(write).join(', ')}]`
  return JSON.stringify(value)
}

/** An argument as a value. */
function make(value: unknown): unknown {
  if (isZeros(value)) return zeros(value.zeros)
  return Array.isArray(value) ? value.map(make) : value
}

/** A call on a tensor that `source` stands for, as a method or as a function. */
function statement(source: string, x: Tensor, after: number | null): Statement {
  const { op, args } = oneOf(...(calls as [(typeof calls)[number]]))(x.shape)
  const asMethod = chance(50)
  // the function form of the joins takes one list of all
  const [list, ...rest] = args
  const joins = !asMethod && (op === 'concat' || op === 'stack') && Array.isArray(list)
  // and that of einsum begins with the equation
  const equation = !asMethod && op === 'einsum' ? args.slice(0, 1) : []
  const others = args.slice(equation.length)
  const texts = joins
    ? [`[${[source, ...list.map(write)].join(', ')}]`, ...rest.map(write)]
    : [...equation.map(write), source, ...others.map(write)]
  const values = joins ? [[x, ...list.map(make)], ...rest.map(make)] : [...equation, x, ...others.map(make)]
  const call = asMethod ? `${source}.${op}(${texts.slice(1).join(', ')})` : `ops.${op}(${texts.join(', ')})`
  const run = (): Tensor =>
    asMethod ? Reflect.apply(ops[op].method, x, values.slice(1)) : Reflect.apply(ops[op], undefined, values)
  return { source: call, op, result: attempt(run), after }
}

function attempt(run: () => Tensor): Tensor | AdjointError {
  try {
    return run()
  } catch (error) {
    if (error instanceof AdjointError) return error
    throw error
  }
}

/** So many calls; half of them take the result of the one before. */
export function program(count: number): Statement[] {
  const statements: Statement[] = []
  while (statements.length < count) {
    const last = statements.length - 1
    const result = statements[last]?.result
    const start = shape()
    const next =
      result !== undefined && !(result instanceof AdjointError) && chance(50)
        ? statement(`v${last}`, result, last)
        : statement(`zeros(${JSON.stringify(start)})`, zeros(start), null)
    if (!otherwiseWrong(next)) statements.push(next)
  }
  return statements
}

/**
 * What shapes do not decide: dtypes, that an empty tensor has no largest element, and none that an index could name, that a
 * matrix of zeros has no inverse.
 */
function otherwiseWrong({ result }: Statement): boolean {
  if (result instanceof DTypeError) return true
  return (
    result instanceof AdjointError &&
    /no elements|^takeAlongAxis: index|is singular|not positive definite/.test(result.message)
  )
}

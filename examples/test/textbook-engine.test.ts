// The engine that a reader builds in docs/explanation/reverse-mode-in-100-lines.md: it is taken from the page, counted, and held
// against difference quotients and against Adjoint on random expressions.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Tape } from '@adjoint/autograd'
import { type Adapter, assertGradient, checkGradient, ndarray } from '@adjoint/gradcheck'
import { fromTypedArray, ops, type Tensor } from '@adjoint/tensor'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(join(root, 'docs/explanation/reverse-mode-in-100-lines.md'), 'utf8')
/** The snippets before the page asks whether they are right. */
const code = [...page.slice(0, page.indexOf('## Is it right?')).matchAll(/^```ts\n(.*?)^```$/gms)]
  .map(([, snippet]) => snippet)
  .join('\n')

/** A number of the engine: nobody looks inside. */
type Num = number | { readonly value: Num }
type Fn = (...x: Num[]) => Num
/** What the page exports. */
type Engine = { readonly [K in OpName]: Fn } & { readonly grad: (f: Fn) => (...x: Num[]) => Num[] }

/** The ops of the page by the number of their operands, and where each may be applied. */
const arities = { add: 2, sub: 2, mul: 2, div: 2, exp: 1, log: 1, sin: 1, cos: 1, tanh: 1, relu: 1 } as const
type OpName = keyof typeof arities
const names = Object.keys(arities) as OpName[] // Object.keys forgets its argument's type
const accepts: Partial<Record<OpName, (...x: number[]) => boolean>> = {
  div: (_a, b = 0) => Math.abs(b) > 0.1,
  exp: (x = 0) => x < 4,
  log: (x = 0) => x > 0.1,
}

/** An expression: each step is an op and the values that it is applied to, the inputs first. */
interface Step {
  readonly op: OpName
  readonly operands: readonly number[]
}

interface Expression {
  readonly inputs: readonly number[]
  readonly steps: readonly Step[]
}

function evaluate<V>({ steps }: Expression, inputs: readonly V[], apply: (op: OpName, x: V[]) => V): V[] {
  const values = [...inputs]
  for (const { op, operands } of steps) {
    values.push(
      apply(
        op,
        operands.flatMap((at) => values[at] ?? []),
      ),
    )
  }
  return values
}

const adjointOf = (op: OpName, [a, b]: Tensor[]): Tensor => {
  const [first, second] = [a ?? fail(), b ?? a ?? fail()]
  return arities[op] === 2
    ? ops[op as 'add'](first, second)
    : ops[op as 'exp'](first) /* the two families of the list */
}

function fail(): never {
  throw new RangeError('an op was given too few operands')
}

/** Expressions decoded from natural numbers: steps that would leave the domain of their op, or make large numbers, are left out. */
const expressions: fc.Arbitrary<Expression> = fc
  .record({
    inputs: fc.array(fc.integer({ min: -2000, max: 2000 }), { minLength: 1, maxLength: 3 }),
    codes: fc.array(fc.tuple(fc.nat(names.length - 1), fc.nat(99), fc.nat(99)), {
      minLength: 1,
      maxLength: 9,
      size: 'max',
    }),
  })
  .map(({ inputs, codes }) => {
    const start = inputs.map((x) => x / 1000 + 0.0005) // no kink of relu there
    const values = start.map((x) => number(x))
    const steps: Step[] = []
    for (const [code, ...places] of codes) {
      const op = names[code] ?? 'add'
      const late = (place: number): number => values.length - 1 - (place % Math.min(values.length, 4))
      const operands = places.slice(0, arities[op]).map(late)
      const x = operands.map((at) => values[at] ?? fail())
      if (accepts[op]?.(...x.map((one) => one.item())) === false) continue
      const y = adjointOf(op, x)
      if (!(Math.abs(y.item()) < 100)) continue
      steps.push({ op, operands })
      values.push(y)
    }
    return { inputs: start, steps }
  })

const number = (value: number): Tensor => fromTypedArray(Float64Array.of(value), [])
const plain = (x: Num): number => (typeof x === 'number' ? x : plain(x.value))

let folder = ''
beforeAll(() => {
  mkdirSync(join(root, 'docs/.snippets'), { recursive: true })
  folder = mkdtempSync(join(root, 'docs/.snippets/engine-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let engines = 0
async function load(program: string): Promise<Engine> {
  const file = join(folder, `engine-${engines++}.ts`)
  writeFileSync(file, program)
  return await import(file)
}

const functionOf =
  (engine: Engine, expression: Expression): Fn =>
  (...x) =>
    evaluate<Num>(expression, x, (op, operands) => engine[op](...operands)).at(-1) ?? 0

/** The engine as gradcheck takes it: its tensors are single numbers. */
const adapterOf = ({ grad, mul }: Engine): Adapter<Num> => ({
  tensor: ({ data }) => data[0] ?? Number.NaN,
  read: (x) => ndarray([plain(x)], []),
  vjp: (f, x, g) => grad((...z) => mul(g, f(...z)))(...x),
  nests: true,
})

/** Difference quotients of f and of its gradient agree. */
function check(engine: Engine, expression: Expression): void {
  const at = expression.inputs.map((x) => ndarray([x], []))
  assertGradient(functionOf(engine, expression), at, { adapter: adapterOf(engine), order: 2 })
}

/** d/dx of x d/dy d/dz d/dw (x y z w²) at 1, 1, 1, which is x 2x: each function uses what those around it are differentiated by. */
function nested({ grad, mul }: Engine): number {
  const by = (f: (x: Num) => Num) => (x: Num) => grad((z = 0) => f(z))(x)[0] ?? 0
  const product = (x: Num, y: Num, z: Num, w: Num): Num => mul(mul(mul(x, y), z), mul(w, w))
  return plain(by((x) => mul(x, by((y) => by((z) => by((w) => product(x, y, z, w))(1))(1))(1)))(3))
}

test('derivatives inside derivatives, four deep, keep apart', async () => {
  expect(nested(await load(code))).toBe(12)
})

test('it has at most 100 lines', () => {
  const lines = code.split('\n').filter((line) => line.trim() !== '')
  expect(lines.length).toBeGreaterThan(50)
  expect(lines.length).toBeLessThanOrEqual(100)
})

describe('on random expressions', () => {
  test('gradients and their gradients agree with difference quotients', async () => {
    const engine = await load(code)
    fc.assert(
      fc.property(expressions, (expression) => check(engine, expression)),
      { numRuns: 300 },
    )
  })

  test('values and gradients are those of Adjoint', async () => {
    const engine = await load(code)
    fc.assert(
      fc.property(expressions, (expression) => {
        const tape = new Tape()
        const inputs = expression.inputs.map((x, i) => tape.input(number(x), `x${i}`))
        const output = evaluate<Tensor>(expression, inputs, adjointOf).at(-1) ?? fail()
        const adjoints = tape.backward(output).map((one) => one?.item() ?? 0)
        const f = functionOf(engine, expression)
        expect(plain(f(...expression.inputs)) + 0).toBe(output.item() + 0) // of -0 and 0 relu may give either
        const gradient = engine
          .grad(f)(...expression.inputs)
          .map(plain)
        // The same products, summed in another order where a value has three uses or more. Rounding grows with the largest
        // adjoint on the way, which may cancel, and by some 10 in each of at most 9 steps.
        const largest = Math.max(...adjoints.map(Math.abs))
        for (const [i, slope] of gradient.entries()) {
          expect(Math.abs(slope - (adjoints[i] ?? 0))).toBeLessThanOrEqual(1e-10 * largest)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('a damaged table is noticed', () => {
  const everyOp: Expression[] = names.map((op) => ({
    inputs: [0.7, 1.3],
    steps: [{ op, operands: [0, 1].slice(0, arities[op]) }],
  }))
  const damages: Record<string, readonly [string, string]> = {
    sub: ['() => 1, () => -1', '() => 1, () => 1'],
    mul: ['(_y, a = 0) => a)', '(_y, a = 0) => mul(2, a))'],
    div: ['div(sub(0, y), b)', 'div(y, b)'],
    exp: ['Math.exp(x), (y) => y', 'Math.exp(x), () => 1'],
    log: ['Math.log(x), (_y, x = 1) => div(1, x)', 'Math.log(x), (_y, x = 1) => x'],
    sin: ['(_y, x = 0) => cos(x)', '(_y, x = 0) => sin(x)'],
    cos: ['sub(0, sin(x))', 'sin(x)'],
    tanh: ['sub(1, mul(y, y))', 'sub(1, y)'],
    relu: ['=> step(x)', '=> x'],
    'the sum over uses': ['sum === undefined ? term : add(sum, term)', 'term'],
    levels: ['x.tape.level > inner.level', 'x.tape.level < inner.level'],
  }
  const twice: Expression = { inputs: [0.7], steps: [{ op: 'mul', operands: [0, 0] }, { op: 'exp', operands: [1] }] } // biome-ignore format: a table

  test.each(Object.entries(damages))('%s', async (_, [right, wrong]) => {
    expect(code.split(right)).toHaveLength(2)
    const engine = await load(code.replace(right, wrong))
    const verdicts = [...everyOp, twice].map(({ inputs, steps }) => {
      try {
        const at = inputs.map((x) => ndarray([x], []))
        const options = { adapter: adapterOf(engine), order: 2 } as const
        return checkGradient(functionOf(engine, { inputs, steps }), at, options).verdict
      } catch {
        return 'fail' // two tapes that are taken for one
      }
    })
    expect(verdicts.includes('fail') || nested(engine) !== 12).toBe(true)
  })
})

// Backpropagation without any network: the chain rule on a function of two numbers, step by step, every adjoint by the tape
// and by hand. Then the same derivatives the other way round, forwards; and derivatives of derivatives.
import { grad, jvp, Tape } from '@adjoint/autograd'
import { type Tensor, tensor } from '@adjoint/tensor'
import { table } from '@adjoint/viz'
import { readOptions, terminalWidth } from './command-line.ts'

readOptions(`Shows the chain rule on f(x, y) = (xy + sigmoid(xy))²: backwards, forwards, and twice.

  node examples/04-chain-rule.ts

  --quick   changes nothing here: it is quick
  --help    print this`)

// The function, one op a line.
//
//   a = x y      s = σ(a)      c = a + s      f = c²
//
// a is used twice, by s and by c. Each use passes its own term back, and the adjoint of a is their sum.
const f = (x: Tensor, y: Tensor): Tensor => {
  const a = x.mul(y)
  return a.add(a.sigmoid()).square()
}

const number = (value: number): Tensor => tensor(value, { dtype: 'float64' })
const [x, y] = [2, -0.75]

// Forward: the tape writes down what is computed, in order. Backward: it is read from its end, and each node passes on to
// its inputs its own adjoint times its local derivative.
const tape = new Tape()
const output = f(tape.input(number(x), 'x'), tape.input(number(y), 'y'))
const adjoints = tape.backward(output)

console.log(`The tape of f(x, y) = (xy + σ(xy))² at x = ${x}, y = ${y}, with the adjoints:\n`)
console.log(`${tape.toString(adjoints)}\n`)

// By hand: v̄ stands for ∂f/∂v, the adjoint of v. Read the table from below, as the backward pass goes.
const a = x * y
const s = 1 / (1 + Math.exp(-a))
const c = a + s
const cBar = 2 * c
const sBar = cBar * 1
const aBar = sBar * s * (1 - s) + cBar * 1
const byHand = [
  { node: 'x', formula: 'x̄ = ā y', adjoint: aBar * y },
  { node: 'y', formula: 'ȳ = ā x', adjoint: aBar * x },
  { node: 'a = x y', formula: 'ā = s̄ s (1 - s) + c̄', adjoint: aBar },
  { node: 's = σ(a)', formula: 's̄ = c̄', adjoint: sBar },
  { node: 'c = a + s', formula: 'c̄ = f̄ 2 c', adjoint: cBar },
  { node: 'f = c²', formula: 'f̄ = 1', adjoint: 1 },
]
const show = (value: number | undefined) => value?.toPrecision(12) ?? ''
console.log('Each adjoint by the tape and by hand. The two terms of ā are the two uses of a.\n')
console.log(
  `${table(
    byHand.map(({ node, formula, adjoint }, i) => ({
      node,
      value: show(tape.nodes[i]?.item()),
      'by hand': formula,
      adjoint: show(adjoint),
      'by the tape': show(adjoints[i]?.item()),
    })),
    { width: terminalWidth(88) },
  )}\n`,
)

// Forward mode carries a tangent along with each value: how fast it moves when the inputs move in a chosen direction. One
// pass gives one direction; the backward pass above has given all of them at once. That is why networks learn backwards.
const [, alongX] = jvp(f, [number(x), number(y)], [number(1), number(0)])
const [, alongY] = jvp(f, [number(x), number(y)], [number(0), number(1)])
console.log('Forward mode, a pass for each input:\n')
console.log(`  along x  ${show(alongX.item())}   backwards it was x̄ = ${show(adjoints[0]?.item())}`)
console.log(`  along y  ${show(alongY.item())}   backwards it was ȳ = ${show(adjoints[1]?.item())}\n`)

// A derivative is a function like any other, so it can be differentiated again. With c' = 1 + s(1 - s) and
// c'' = s(1 - s)(1 - 2s), both with respect to a, the second derivative with respect to x is y² (2c'² + 2c c'').
const c1 = 1 + s * (1 - s)
const c2 = s * (1 - s) * (1 - 2 * s)
const reverseTwice = grad(grad(f))(number(x), number(y))
const [, forwardOverReverse] = jvp(grad(f), [number(x), number(y)], [number(1), number(0)])
const reverseOverForward = grad((t: Tensor) => jvp(f, [t, number(y)], [number(1), number(0)])[1])(number(x))
console.log('The second derivative with respect to x, ∂²f/∂x²:\n')
console.log(`  by hand       ${show(y ** 2 * (2 * c1 ** 2 + 2 * c * c2))}`)
console.log(`  grad of grad  ${show(reverseTwice.item())}`)
console.log(`  jvp of grad   ${show(forwardOverReverse.item())}`)
console.log(`  grad of jvp   ${show(reverseOverForward.item())}`)

// An op of one's own in one call: what it computes, as a formula, and its derivative. It then is what every op of the catalogue
// is: broadcast, differentiated in both modes, mapped, compiled, printed, and tested by the same laws.
import { defineOp, explain, grad, jvp, Tape, vmap } from '@adjoint/autograd'
import { compile } from '@adjoint/compile'
import { awayFrom, laws } from '@adjoint/gradcheck'
import { adjoint } from '@adjoint/gradcheck/adjoint'
import { add, linspace, mul, sigmoid, softplus, square, sub, type Tensor, tanh, tensor } from '@adjoint/tensor'
import { table, tapeSvg } from '@adjoint/viz'
import { readOptions, terminalWidth } from './command-line.ts'
import { wrapped } from './lines.ts'

readOptions(`Adds the activation function mish by defineOp, and lets it pass everything.

  node examples/18-own-op.ts

  --quick   changes nothing here: it is quick
  --help    print this`)

/**
 * Mish, a smooth ReLU.
 *
 *   y = x tanh(ln(1 + eˣ))      y' = t + x (1 - t²) σ(x)   with t = tanh(ln(1 + eˣ))
 *
 * @see Misra (2019), Mish: a self regularized non-monotonic activation function
 */
const mish = defineOp({
  name: 'mish',
  // over the algebra m, of which loops, WebAssembly and LaTeX are made; ln(1 + eˣ) in a form that does not overflow
  scalar: (m, x) => {
    const positive = m.select(m.less(x, m.constant(0)), m.constant(0), x)
    return m.mul(x, m.tanh(m.add(positive, m.log1p(m.exp(m.neg(m.abs(x)))))))
  },
  // one partial derivative for each operand, by the public ops: so it can be differentiated again
  rule: [
    (_y, x) => {
      const t = tanh(softplus(x))
      return add(t, mul(mul(x, sub(1, square(t))), sigmoid(x)))
    },
  ],
})

// The same laws as for the ops of the catalogue, from one example of where its operand may lie.
const all = laws({ mish: { call: (x: Tensor) => mish(x), operands: [awayFrom([])] } }, adjoint)
console.log(`The laws of gradcheck for mish; each throws where it is broken:\n`)
for (const { law, check } of all) {
  check()
  console.log(wrapped(`  ok  ${law}`, 4))
}

const x: Tensor = linspace(-3, 3, 7, { dtype: 'float64' })
const slope = grad((z: Tensor): Tensor => mish(z).sum())(x)
const [, tangent] = jvp((z: Tensor): Tensor => mish(z), [x], [x.mul(0).add(1)])
const bySample = vmap(grad((z: Tensor): Tensor => mish(z)))(x)
const curvature = grad((z: Tensor): Tensor => grad((u: Tensor): Tensor => mish(u).sum())(z).sum())(x)

// Compiled with what stands around it: one loop, forward and backward.
const step = grad((z: Tensor): Tensor => mish(z.mul(2)).square().sum())
const compiled = compile(step)
const [eagerly, fused] = [step(x), compiled(x)]

const columns = { x, mish: mish(x), grad: slope, jvp: tangent, 'vmap(grad)': bySample, 'grad(grad)': curvature }
const rows = Array.from({ length: x.size }, (_, i) =>
  Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.slice(i).item().toFixed(6)])),
)
console.log(`\n${table(rows, { width: terminalWidth() })}\n`)

const furthest = fused.sub(eagerly).abs().max().item()
const groups = compiled.explain().groups.map(({ kind, nodes }) => `a ${kind} of ${nodes.length} ops`)
const apart = furthest.toExponential(1)
console.log(
  wrapped(`Compiled, the gradient of Σ mish(2x)² is ${groups.join(', ')}; it differs from op by op by ${apart}.\n`),
)

console.log('Its tape, with adjoints:\n')
const tape = new Tape()
const y = mish(tape.input(tensor([-1, 0, 2]), 'x'))
  .square()
  .sum()
console.log(wrapped(tape.toString(tape.backward(y)), 4))

console.log('\nIt explains itself, step by step back, with its own formula and derivative:\n')
const explanation = explain((x: Tensor): Tensor => mish(x).square().sum(), tensor([-1, 2]))
console.log(wrapped(String(explanation), 4))

const drawing = tapeSvg(explanation, { title: 'Σ mish(x)²' })
console.log(
  wrapped(`\nIts drawing, as SVG, has ${drawing.length} characters and begins with ${drawing.slice(0, 60)}...`),
)

// No network at all: the four rates of a differential equation, found again from noisy observations. The solver is a
// function like any other, so its derivative with respect to the rates and the first populations comes from the tape.
import { leavesOf, valueAndGrad } from '@adjoint/autograd'
import { compile } from '@adjoint/compile'
import { adam, mse, type OptimizerState } from '@adjoint/nn'
import { concat, exp, log, mul, random, stack, type Tensor, tensor } from '@adjoint/tensor'
import { lossCurve, table } from '@adjoint/viz'
import { readOptions, terminalWidth } from './command-line.ts'

const { quick } = readOptions(`Fits the Lotka-Volterra equations to noisy counts of prey and predators.

  node examples/14-predator-prey.ts [--quick]

  --quick   fewer steps: a look at what it does
  --help    print this`)

const width = terminalWidth()

/** The rates, and the populations at the beginning, as logarithms: so they stay positive. */
interface Parameters {
  /** growth, predation, death, reproduction */
  readonly rates: Tensor
  /** prey, predators */
  readonly start: Tensor
}

const parameters = (rates: readonly number[], start: readonly number[]): Parameters => ({
  rates: log(tensor(rates, { dtype: 'float64' })),
  start: log(tensor(start, { dtype: 'float64' })),
})

/** Lotka and Volterra: prey grow and are eaten, predators die and reproduce by eating. */
function change(populations: Tensor, rates: Tensor): Tensor {
  const [prey, predators] = [populations.slice([0, 1]), populations.slice([1, 2])]
  const [growth, predation, death, reproduction] = [0, 1, 2, 3].map((i) => rates.slice(i)) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ]
  const meetings = mul(prey, predators)
  return concat([
    prey.mul(growth).sub(meetings.mul(predation)) as Tensor,
    meetings.mul(reproduction).sub(predators.mul(death)) as Tensor,
  ])
}

const observations = 40
const between = 0.5
const stepsBetween = 2

/** The populations at the times of the observations, by the classical Runge-Kutta method of fourth order. */
function solve({ rates, start }: Parameters): Tensor {
  const [r, h] = [exp(rates), between / stepsBetween]
  let y: Tensor = exp(start)
  const seen: Tensor[] = [y]
  for (let i = 1; i < observations; i++) {
    for (let step = 0; step < stepsBetween; step++) {
      const k1 = change(y, r)
      const k2 = change(y.add(k1.mul(h / 2)), r)
      const k3 = change(y.add(k2.mul(h / 2)), r)
      const k4 = change(y.add(k3.mul(h)), r)
      y = y.add(
        k1
          .add(k2.add(k3).mul(2))
          .add(k4)
          .mul(h / 6),
      )
    }
    seen.push(y)
  }
  return stack(seen)
}

const truth = parameters([1.1, 0.4, 0.4, 0.1], [10, 5])
const rng = random(3)
const noise = rng.normal([observations, 2], { std: 0.1, dtype: 'float64' })
const counts = solve(truth).mul(exp(noise)) // each count is off by some ten per cent

const loss = (p: Parameters) => mse(log(solve(p)), log(counts))
const optimizer = adam({ lr: 0.02 })

// One program: solve, go back through it, move the parameters.
const step = compile((p: Parameters, state: OptimizerState): [Tensor, Parameters, OptimizerState] => {
  const [value, gradient] = valueAndGrad(loss)(p)
  return [value, ...optimizer.update(p, gradient, state)]
})

let fitted = parameters([0.8, 0.3, 0.6, 0.2], [6, 6])
let state = optimizer.init(fitted)
const losses: number[] = []
for (let i = 0; i < (quick ? 30 : 600); i++) {
  const [value, next, nextState] = step(fitted, state)
  losses.push(value.item())
  fitted = next
  state = nextState
}

const curve = [{ name: 'loss', x: losses.map((_, i) => i + 1), y: losses }]
console.log(
  `${lossCurve(curve, { title: 'Loss', xLabel: 'step', yLabel: 'mean squared error of logarithms', logY: true, width })}\n`,
)

const column = (x: Tensor, i: number) => Array.from(x.slice(':', i).toTypedArray())
const times = Array.from({ length: observations }, (_, i) => i * between)
const solution = solve(fitted)
const populations = [
  { name: 'prey', x: times, y: column(solution, 0) },
  { name: 'predators', x: times, y: column(solution, 1) },
]
console.log(`${lossCurve(populations, { title: 'Fitted populations', xLabel: 'time', yLabel: 'count', width })}\n`)

const names = ['growth', 'predation', 'death', 'reproduction', 'prey at 0', 'predators at 0']
const numbers = (p: Parameters) => leavesOf(p).flatMap(({ tensor: x }) => Array.from(exp(x).toTypedArray()))
const [found, wanted] = [numbers(fitted), numbers(truth)]
console.log(
  table(
    names.map((name, i) => ({ name, truth: wanted[i] ?? 0, fitted: (found[i] ?? 0).toFixed(4) })),
    { width },
  ),
)
console.log(`\nThe loss of the truth itself is ${loss(truth).item().toPrecision(3)}: that much is noise.`)
console.log(`The loss of the fit is ${losses.at(-1)?.toPrecision(3)}.`)

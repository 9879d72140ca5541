// Derivatives of one's own: three rules that are not the derivative, on purpose, and one that is, though nobody could write it
// down op by op. Each is a file of 30 lines in custom-rules/; here they are used, and checked where a check makes sense.
import { checkGradient, report } from '@adjoint/gradcheck'
import { adjoint } from '@adjoint/gradcheck/adjoint'
import { random, type Tensor, tensor } from '@adjoint/tensor'
import { readOptions } from './command-line.ts'
import { clipped, slopesOfChaos } from './custom-rules/clipped-gradients.ts'
import { findSaddle, reversed } from './custom-rules/gradient-reversal.ts'
import { Implicit, learnImplicit } from './custom-rules/implicit-layer.ts'
import { learnQuantized, quantize } from './custom-rules/straight-through.ts'
import { wrapped } from './lines.ts'

const { quick } = readOptions(`Straight-through estimator, gradient reversal, clipped gradients, an implicit layer.

  node examples/17-custom-rules.ts [--quick]

  --quick   fewer epochs: a look at what it does
  --help    print this`)

const at = tensor([0.3, -0.55], { dtype: 'float64' })

const say = (text: string): void => console.log(wrapped(text))

/** What gradcheck says of a rule: it compares with difference quotients, so it must object to a rule that is another function's. */
function show(f: (...x: Tensor[]) => Tensor, ...x: Tensor[]): void {
  const check = checkGradient(f, x, { adapter: adjoint })
  say(check.verdict === 'pass' ? '  gradcheck: pass\n' : `${report(check).replaceAll(/^/gm, '  ')}\n`)
}

say('The straight-through estimator. Rounding has slope 0, the rule says 1: gradcheck must object.\n')
show(quantize(0.25), at)
say('Weights that are multiples of 0.25, learnt through it; the data was made with 0.75, -1.5 and 0.25:')
say(`  ${learnQuantized().toTypedArray().join(', ')}\n`)

say('Gradient reversal. The identity has slope 1, the rule says -1: gradcheck must object, and sees what is wrong.\n')
show(reversed, at)
say('The saddle of x² + 2xy - y² - 4x lies at (1, 1). One descent of both, with y reversed, ends at')
say(`  ${findSaddle().map((x) => x.toFixed(6)).join(', ')}\n`) // biome-ignore format: one line

say('Clipped gradients. Below the limit the rule is right, above it is not, and says so on purpose.\n')
say('Limit 10:')
show(clipped(10), at)
say('Limit 0.1:')
show(clipped(0.1), at)
const [plain, limited] = slopesOfChaos(0.1)
say(`A hundred steps of a chaotic map: the slope is ${plain.toExponential(1)}, with the limit ${limited.toFixed(3)}.\n`)

say('An implicit layer, z = tanh(z W + x). Its derivative is right, by W and by x.\n')
const draw = random(1)
const layer = (w: Tensor, x: Tensor): Tensor => Object.assign(new Implicit(3, draw), { weight: w }).forward(x)
show(layer, draw.normal([3, 3], { dtype: 'float64' }), draw.normal([2, 3], { dtype: 'float64' }))
const epochs = quick ? 10 : 100
say(`A network with it, after ${epochs} epochs on two moons: accuracy ${(await learnImplicit(epochs)).toFixed(3)}.`)

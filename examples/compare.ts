// `npm run compare`: the article's network three times, from the same weights, on the same data, at the same rate: on the tape,
// by the article's formulas, and in TensorFlow.js. The rate is higher than the article's, since there are fewer epochs.
import { moons, trainTestSplit } from '@adjoint/data'
import { network } from '@adjoint/nn'
import { numpyRandom } from '@adjoint/tensor'
import { colorEnabled } from '@adjoint/viz'
import { architectureOf } from './article/architecture.ts'
import { article } from './article/options.ts'
import { terminalWidth } from './command-line.ts'
import { onTheTape } from './compare/adjoint.ts'
import { byHand } from './compare/by-hand.ts'
import type { Contender, Task } from './compare/contender.ts'
import { boundaries, differencesTable, liveDisplay, standingsTable } from './compare/display.ts'
import { readCompareOptions } from './compare/options.ts'
import { tensorFlow } from './compare/peers.ts'
import { accuracyOf, largestDifference, race, type Standing, timePerEpoch } from './compare/race.ts'

const options = readCompareOptions()
const say = (text: string) => process.stderr.write(`${text}\n`)

const sizes = [2, ...article.layers, 1]
const architecture = architectureOf(sizes)
const points = moons({ samples: 1000, noise: 0.2, seed: 100, dtype: 'float64' })
const { train, test } = trainTestSplit(points, { testShare: 0.1, seed: 42 })
const model = network(architecture, numpyRandom(options.seed), { dtype: 'float64' })
const task: Task = { architecture, model, train, lr: options.lr }

// Without TensorFlow.js the other two still have something to say to each other.
const contenders: Contender[] = [onTheTape(task), byHand(task)]
let missing = ''
if (options.peers) {
  try {
    contenders.push(await tensorFlow(task, say))
  } catch (error) {
    missing = error instanceof Error ? error.message : String(error)
    say(`${missing}\n\nComparing the other two.\n`)
    process.exitCode = 1
  }
}

const { epochs, lr, seed } = options
say(
  `${sizes.join('-')} on two moons, ${train.x.shape[0]} samples to train, all in each update; learning rate ${lr}, ${epochs} epochs, seed ${seed}\n`,
)
const standings: Standing[] = contenders.map((contender) => ({ contender, losses: [], times: [] }))
const display = liveDisplay(standings, epochs, test, colorEnabled(process.stderr))
const interrupted = await race(standings, epochs, (epoch) => display.update(epoch))
display.end()

const color = colorEnabled()
const width = terminalWidth(150, 100)
const done = standings[0]?.losses.length ?? 0
console.log(`${boundaries(standings, test, width, color)}\n`)
console.log(`After ${done} epochs each\n\n${standingsTable(standings, test, width, color)}\n`)
console.log(differencesTable(standings, width, color))
console.log('\nThe losses are those before the last update. The times are medians, of one epoch on one thread.')
if (missing !== '') console.log('TensorFlow.js is missing: see above.')
if (interrupted) {
  console.log('Stopped by Ctrl-C.')
  process.exitCode = 130
}
if (options.json) {
  const results = standings.map((standing) => ({
    name: standing.contender.name,
    loss: standing.losses.at(-1),
    trainAccuracy: accuracyOf(standing, train),
    testAccuracy: accuracyOf(standing, test),
    millisecondsPerEpoch: Number(timePerEpoch(standing).toFixed(2)),
    largestLossDifferenceToAdjoint: standings[0] && largestDifference(standings[0], standing),
  }))
  console.log(JSON.stringify({ epochs: done, lr, seed, results }))
}

// The article's network (https://github.com/SkalskiP/ILearnDeepLearning.py, "Let's code a Neural Network in plain
// NumPy"), trained through the tape, its gradients held against the hand-derived formulas while it runs. `npm start`.
import { mkdirSync, writeFileSync } from 'node:fs'
import { accuracy, type Data, type FitResult, fit, network, type Sequential, sgd, summary } from '@adjoint/nn'
import type { Architecture } from '@adjoint/nn/by-hand'
import { numpyRandom, tensor } from '@adjoint/tensor'
import { colorEnabled, decisionBoundary, decisionBoundarySvg, lossCurve, lossCurveSvg, table } from '@adjoint/viz'
import { loadData } from './article/data.ts'
import { compareGradients, type LayerDifference, largest, loss } from './article/gradients.ts'
import { type ArticleOptions, help, readOptions, UsageError } from './article/options.ts'
import { lossCurveDifference } from './article/reference.ts'

/** The gradients of both backward passes, compared after so many updates. */
interface Check {
  readonly updates: number
  readonly layers: LayerDifference[]
}

async function main(options: ArticleOptions): Promise<void> {
  const say = options.quiet ? () => {} : console.log
  const { train, test } = loadData(options)
  const architecture = architectureOf(options)
  const model = network(architecture, numpyRandom(options.seed), { dtype: options.dtype })

  say(`The article's network on "${options.data}": ${train.x.shape[0]} samples to train, ${test.x.shape[0]} to test, ${options.dtype}\n`)
  say(`${summary(model, train.x.shape)}\n`)

  const checks: Check[] = [{ updates: 0, layers: compareGradients(model, train, architecture) }]
  const started = performance.now()
  const result = await fit(model, train, {
    loss,
    optimizer: sgd({ lr: options.lr }),
    epochs: options.epochs,
    progress: options.quiet ? false : (report) => `accuracy ${accuracyOn(report.model, train).toFixed(3)}`,
    onEpoch({ epoch, epochs, model }) {
      if (epoch < epochs && epoch % Math.ceil(epochs / 10) === 0) {
        checks.push({ updates: epoch, layers: compareGradients(model, train, architecture) })
      }
    },
  })
  const seconds = (performance.now() - started) / 1000
  checks.push({ updates: result.history.length, layers: compareGradients(result.model, train, architecture) })

  const finalLoss = loss(result.model, train.x, train.y).item()
  const outcome = {
    testAccuracy: accuracyOn(result.model, test),
    trainAccuracy: accuracyOn(result.model, train),
    finalLoss,
    maxLossCurveDifference: lossCurveDifference(options, result.history, finalLoss),
    maxGradientDifference: Math.max(...checks.map(({ layers }) => largest(layers))),
    epochs: result.history.length,
    seconds: Number(seconds.toFixed(1)),
  }
  report(say, result, train, test, checks)
  say(`Loss after ${outcome.epochs.toLocaleString('en')} epochs   ${finalLoss.toFixed(7)}`)
  if (outcome.maxLossCurveDifference !== null) {
    say(`Loss curve against NumPy's    differs by at most ${outcome.maxLossCurveDifference.toExponential(1)}`)
  }
  say(`Accuracy                      ${outcome.trainAccuracy.toFixed(3)} on the training set`)
  say(`                              ${outcome.testAccuracy.toFixed(3)} on the test set`)
  say(`Training time                 ${outcome.seconds} s`)
  if (options.json) console.log(JSON.stringify(outcome))
  if (result.stopped === 'interrupted') {
    say('\nStopped by Ctrl-C; everything above is what was learnt until then.')
    process.exitCode = 130
  }
}

/** 2 inputs, the hidden layers with relu, 1 output with a sigmoid: the article's NN_ARCHITECTURE. */
function architectureOf({ layers }: ArticleOptions): Architecture {
  const sizes = [2, ...layers, 1]
  return sizes.slice(1).map((outputDim, i) => ({
    inputDim: sizes[i] ?? 2,
    outputDim,
    activation: i === layers.length ? 'sigmoid' : 'relu',
  }))
}

function accuracyOn(model: Sequential, { x, y }: Data): number {
  return accuracy(model.forward(x), y)
}

/** Shows the pictures and the table of gradients, and writes the pictures to out/. */
function report(say: (text: string) => void, result: FitResult<Sequential>, train: Data, test: Data, checks: readonly Check[]): void {
  const curve = [{ name: 'training loss', x: result.history.map(({ epoch }) => epoch - 1), y: result.history.map((record) => record.loss) }]
  const axes = { xLabel: 'epoch', yLabel: 'binary cross-entropy' }
  const boundary = {
    points: pointsOf(test),
    labels: test.y.toTypedArray(),
    predict: (points: readonly (readonly [number, number])[]) =>
      result.model.forward(tensor(points, { dtype: train.x.dtype })).toTypedArray(),
  }
  const color = colorEnabled()
  say(`\n${lossCurve(curve, { title: 'Training loss', ...axes, color })}\n`)
  say(`${decisionBoundary(boundary, { title: 'Decision boundary and test set', color })}\n`)
  say('Gradients, tape against by hand: the largest difference in each layer, by number of updates before it\n')
  say(`${table(checks.flatMap(({ updates, layers }) => (updates === 0 || updates === result.history.length ? layers.map((row) => row_(updates, row)) : [])), { color })}\n`)
  say(`On ${checks.length} occasions during the run: at most ${Math.max(...checks.map(({ layers }) => largest(layers))).toExponential(1)}\n`)

  mkdirSync('out', { recursive: true })
  writeFileSync('out/loss-curve.svg', lossCurveSvg(curve, { title: 'Training loss', ...axes }))
  writeFileSync('out/decision-boundary.svg', decisionBoundarySvg(boundary, { title: 'Decision boundary and test set' }))
  say('Pictures: out/loss-curve.svg, out/decision-boundary.svg\n')
}

function row_(updates: number, { layer, dW, db }: LayerDifference) {
  return { updates, layer, dW: dW.toExponential(1), db: db.toExponential(1) }
}

function pointsOf({ x }: Data): [number, number][] {
  return x.as([x.shape[0] ?? 0, 2]).toArray().map(([a = 0, b = 0]) => [a, b])
}

try {
  const options = readOptions(process.argv.slice(2))
  if (options === null) console.log(help)
  else await main(options)
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  console.error(`${error.message}\nSee npm start -- --help.`)
  process.exitCode = 2
}

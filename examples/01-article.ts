// The network of "Let's code a Neural Network in plain NumPy" (Piotr Skalski), trained through the tape, its gradients
// held against the article's hand-derived formulas while it runs. This is what `npm start` does.
import { accuracy, type Data, fit, network, type Sequential, sgd, summary } from '@adjoint/nn'
import { AdjointError, numpyRandom } from '@adjoint/tensor'
import { architectureOf } from './article/architecture.ts'
import { loadData } from './article/data.ts'
import { compareGradients, largest, loss } from './article/gradients.ts'
import { type ArticleOptions, help, readOptions } from './article/options.ts'
import { lossCurveDifference } from './article/reference.ts'
import { type Check, showChecks, showPictures } from './article/report.ts'
import { commandLine } from './command-line.ts'

function threadsInWords({ threads }: ArticleOptions): string {
  return threads === 1 ? 'one thread' : `${threads} threads`
}

async function main(options: ArticleOptions): Promise<void> {
  const say = options.quiet ? () => {} : console.log
  const { train, test } = loadData(options)
  const architecture = architectureOf([2, ...options.layers, 1])
  const model = network(architecture, numpyRandom(options.seed), { dtype: options.dtype })
  say(`The article's network on "${options.data}", in ${options.dtype}, on ${threadsInWords(options)}`)
  say(`${train.x.shape[0]} samples to train on, ${test.x.shape[0]} to test, learning rate ${options.lr}\n`)
  say(`${summary(model, train.x.shape)}\n`)

  let checking = 0 // the time that it took, which is none of the training's
  const check = (updates: number, model: Sequential): Check => {
    const begin = performance.now()
    const layers = compareGradients(model, train, architecture)
    checking += performance.now() - begin
    return { updates, layers }
  }
  const checks = [check(0, model)]
  const started = performance.now() - checking
  const result = await fit(model, train, {
    loss,
    optimizer: sgd({ lr: options.lr }),
    epochs: options.epochs,
    threads: options.threads,
    progress: options.quiet ? false : (report) => `accuracy ${accuracyOn(report.model, train).toFixed(3)}`,
    onEpoch({ epoch, epochs, model }) {
      if (epoch < epochs && epoch % Math.ceil(epochs / 10) === 0) checks.push(check(epoch, model))
    },
  })
  const seconds = (performance.now() - started - checking) / 1000
  const epochs = result.history.length
  checks.push(check(epochs, result.model))

  const finalLoss = loss(result.model, train.x, train.y).item()
  const losses = [...result.history.map((record) => record.loss), finalLoss] // an epoch's loss is that before its update
  const outcome = {
    testAccuracy: accuracyOn(result.model, test),
    trainAccuracy: accuracyOn(result.model, train),
    finalLoss,
    maxLossCurveDifference: lossCurveDifference(options, losses),
    maxGradientDifference: Math.max(...checks.map(({ layers }) => largest(layers))),
    epochs,
    seconds: Number(seconds.toFixed(1)),
  }

  if (!options.quiet) showPictures(say, result.model, losses, test)
  showChecks(say, checks)
  say(`Loss after ${epochs.toLocaleString('en')} epochs: ${finalLoss.toFixed(7)}`)
  if (outcome.maxLossCurveDifference !== null) {
    say(`Loss curve against NumPy's: never more than ${outcome.maxLossCurveDifference.toExponential(1)} apart`)
  }
  say(`Training accuracy: ${outcome.trainAccuracy.toFixed(3)}`)
  say(`Test accuracy: ${outcome.testAccuracy.toFixed(3)}`)
  say(`Trained for ${outcome.seconds} s`)
  if (result.stopped === 'interrupted') {
    say('Stopped by Ctrl-C: this is what was learnt until then.')
    process.exitCode = 130
  }
  if (options.json) console.log(JSON.stringify(outcome))
}

function accuracyOn(model: Sequential, { x, y }: Data): number {
  return accuracy(model.forward(x), y)
}

try {
  await main(commandLine('npm start --', help, readOptions))
} catch (error) {
  if (!(error instanceof AdjointError)) throw error
  console.error(error.message)
  process.exitCode = 1
}

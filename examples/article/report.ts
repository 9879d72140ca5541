import { mkdirSync, writeFileSync } from 'node:fs'
import type { Data, Sequential } from '@adjoint/nn'
import { tensor } from '@adjoint/tensor'
import { decisionBoundary, decisionBoundarySvg, lossCurve, lossCurveSvg, table } from '@adjoint/viz'
import { terminalWidth } from '../command-line.ts'
import { type LayerDifference, largest } from './gradients.ts'

/** The gradients of both backward passes, compared after so many updates. */
export interface Check {
  readonly updates: number
  readonly layers: readonly LayerDifference[]
}

/** Shows the loss after 0, 1, 2, ... updates and the decision boundary in the terminal, and writes both to out/ as SVG. */
export function showPictures(
  say: (text: string) => void,
  model: Sequential,
  losses: readonly number[],
  test: Data,
): void {
  const curve = [{ name: 'loss', x: losses.map((_, updates) => updates), y: losses }]
  const axes = { title: 'Training loss', xLabel: 'epoch', yLabel: 'binary cross-entropy' }
  const boundary = {
    points: test.x.as([test.x.shape[0] ?? 0, 2]).toArray(),
    labels: test.y.toTypedArray(),
    predict: (points: readonly (readonly [number, number])[]) =>
      model.forward(tensor(points, { dtype: test.x.dtype })).toTypedArray(),
  }
  const width = terminalWidth()
  const title = 'Decision boundary and test set'
  say(`\n${lossCurve(curve, { ...axes, width })}\n`)
  say(`${decisionBoundary(boundary, { title, width })}\n`)

  // what was learnt is not lost where they cannot be written
  try {
    mkdirSync('out', { recursive: true })
    writeFileSync('out/loss-curve.svg', lossCurveSvg(curve, axes))
    writeFileSync('out/decision-boundary.svg', decisionBoundarySvg(boundary, { title }))
    say('Pictures: out/loss-curve.svg and out/decision-boundary.svg\n')
  } catch (error) {
    console.error(`The pictures could not be written to out/: ${error instanceof Error ? error.message : error}\n`)
    process.exitCode = 1
  }
}

/** Shows how far the tape's gradients are from the by-hand ones: each layer's at the first and the last check. */
export function showChecks(say: (text: string) => void, checks: readonly Check[]): void {
  const [first, last] = [checks[0], checks.at(-1)]
  const rows = (first?.layers ?? []).map(({ layer, dW, db }, i) => ({
    layer,
    'dW at first': dW.toExponential(1),
    'db at first': db.toExponential(1),
    'dW at last': last?.layers[i]?.dW.toExponential(1),
    'db at last': last?.layers[i]?.db.toExponential(1),
  }))
  const worst = Math.max(...checks.map(({ layers }) => largest(layers)))
  say('Gradients, tape against by hand: the largest difference in each layer\n')
  say(`${table(rows, { width: terminalWidth() })}\n`)
  say(`Compared ${checks.length} times during the run: never more than ${worst.toExponential(1)}\n`)
}

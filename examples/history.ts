// How the examples draw what `fit` tells of its epochs.
import type { EpochRecord } from '@adjoint/nn'
import { lossCurve } from '@adjoint/viz'
import { terminalWidth } from './command-line.ts'

/** The loss by epochs; beside it that of the validation data, where there was some. */
export function historyCurve(history: readonly EpochRecord[], yLabel: string, logY = true): string {
  const x = history.map(({ epoch }) => epoch)
  const validation = history.flatMap(({ validationLoss = [] }) => validationLoss)
  const curves = [
    { name: 'training', x, y: history.map(({ loss }) => loss) },
    ...(validation.length === 0 ? [] : [{ name: 'validation', x, y: validation }]),
  ]
  return lossCurve(curves, { title: 'Loss', xLabel: 'epoch', yLabel, logY, width: terminalWidth() })
}

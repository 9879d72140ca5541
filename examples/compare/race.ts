import { setImmediate } from 'node:timers/promises'
import type { Data } from '@adjoint/nn'
import type { Contender, Points } from './contender.ts'

/** How far one of them is. */
export interface Standing {
  readonly contender: Contender
  /** the loss of each epoch, before its update */
  readonly losses: number[]
  /** what each epoch took, in milliseconds */
  readonly times: number[]
}

/**
 * Trains all contenders, an epoch of each in turn, so that whatever else the machine does meets all of them alike.
 *
 * @param onRound called after each round, off the clock
 * @returns true when it was stopped by Ctrl-C
 */
export async function race(
  standings: readonly Standing[],
  epochs: number,
  onRound: (epoch: number) => void,
): Promise<boolean> {
  let interrupted = false
  const interrupt = () => {
    interrupted = true
  }
  process.once('SIGINT', interrupt) // once: a second Ctrl-C ends the program as usual
  try {
    for (let epoch = 1; epoch <= epochs && !interrupted; epoch++) {
      for (const { contender, losses, times } of standings) {
        const start = performance.now()
        losses.push(await contender.epoch())
        times.push(performance.now() - start)
      }
      onRound(epoch)
      await setImmediate() // signals get their turn
    }
  } finally {
    process.removeListener('SIGINT', interrupt)
  }
  return interrupted
}

/** The share of the samples that a contender classifies rightly. */
export function accuracyOf({ contender }: Standing, data: Data): number {
  const labels = data.y.toTypedArray()
  const probabilities = contender.predict(pointsOf(data))
  return (
    labels.filter((label: number, i: number) => label === ((probabilities[i] ?? 0) > 0.5 ? 1 : 0)).length /
    labels.length
  )
}

/** What an epoch takes, in milliseconds: the median, which a pause of the machine does not move. */
export function timePerEpoch({ times }: Standing): number {
  const sorted = times.toSorted((a, b) => a - b)
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2
}

/** The largest difference between two loss curves. */
export function largestDifference(a: Standing, b: Standing): number {
  return Math.max(...a.losses.map((loss, i) => Math.abs(loss - (b.losses[i] ?? Number.NaN))))
}

export function pointsOf({ x }: Data): Points {
  return x
    .as([x.shape[0] ?? 0, 2])
    .toArray()
    .map(([a = 0, b = 0]) => [a, b] as const)
}

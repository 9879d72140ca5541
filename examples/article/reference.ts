import { readFileSync } from 'node:fs'
import type { EpochRecord } from '@adjoint/nn'
import { type ArticleOptions, article } from './options.ts'

interface Reference {
  /** updates between two entries */
  readonly every: number
  readonly loss: readonly number[]
}

/** The largest difference to NumPy's loss curve; null when this is not the article's run. */
export function lossCurveDifference(
  options: ArticleOptions,
  history: readonly EpochRecord[],
  finalLoss: number,
): number | null {
  const same = (['lr', 'seed', 'dtype', 'data'] as const).every((key) => options[key] === article[key])
  if (!same || String(options.layers) !== String(article.layers)) return null
  const file = new URL('../reference/article-loss-curve.json', import.meta.url)
  const { every, loss }: Reference = JSON.parse(readFileSync(file, 'utf8'))
  // the history holds each epoch's loss before its update, so the loss after k updates is entry k
  const curve = [...history.map((record) => record.loss), finalLoss]
  const differences = loss.flatMap((value, i) => {
    const ours = curve[i * every]
    return ours === undefined ? [] : [Math.abs(ours - value)]
  })
  return Math.max(...differences)
}

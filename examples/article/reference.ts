import { readFileSync } from 'node:fs'
import { type ArticleOptions, article } from './options.ts'

interface Reference {
  /** updates between two entries */
  readonly every: number
  readonly loss: readonly number[]
}

/**
 * The largest difference to NumPy's loss curve; null when this is not the article's run.
 *
 * @param losses after 0, 1, 2, ... updates
 */
export function lossCurveDifference(options: ArticleOptions, losses: readonly number[]): number | null {
  const same = (['lr', 'seed', 'dtype', 'data'] as const).every((key) => options[key] === article[key])
  if (!same || String(options.layers) !== String(article.layers)) return null
  const file = new URL('../reference/article-loss-curve.json', import.meta.url)
  const { every, loss }: Reference = JSON.parse(readFileSync(file, 'utf8'))
  const differences = loss.flatMap((value, i) => {
    const ours = losses[i * every]
    return ours === undefined ? [] : [Math.abs(ours - value)]
  })
  return Math.max(...differences)
}

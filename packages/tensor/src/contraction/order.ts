import { contract, type Labelled } from './labelled.ts'

/**
 * Contracts any number of tensors to one, two at a time: always the pair that costs the fewest multiplications next, of those
 * the one with the smallest product. That is not always the best order, but finding it takes longer than it saves.
 *
 * @param output the labels that the result keeps; those that no product sums over are left in it
 */
export function contractAll(tensors: readonly Labelled[], output: readonly string[]): Labelled {
  const [first, second] = tensors
  if (first === undefined) throw new RangeError('a contraction of nothing')
  if (second === undefined) return first
  const { a, b, rest, keep } = pairsOf(tensors, output).reduce((best, pair) => (isCheaper(pair, best) ? pair : best))
  return contractAll([...rest, contract(a, b, keep)], output)
}

/** Two of the tensors, and what else matters to their product. */
interface Pair {
  readonly a: Labelled
  readonly b: Labelled
  readonly rest: readonly Labelled[]
  /** the labels that the result or the rest has */
  readonly keep: ReadonlySet<string>
}

function pairsOf(tensors: readonly Labelled[], output: readonly string[]): Pair[] {
  return tensors.flatMap((a, i) =>
    tensors.slice(i + 1).map((b): Pair => {
      const rest = tensors.filter((one) => one !== a && one !== b)
      return { a, b, rest, keep: new Set([...output, ...rest.flatMap(({ labels }) => labels)]) }
    }),
  )
}

function isCheaper(one: Pair, other: Pair): boolean {
  const [p, q] = [costOf(one), costOf(other)]
  return p.products < q.products || (p.products === q.products && p.results < q.results)
}

/** How many multiplications a product of two takes, and how many numbers it gives. */
function costOf({ a, b, keep }: Pair): { readonly products: number; readonly results: number } {
  const sizes = new Map<string, number>()
  for (const { x, labels } of [a, b]) for (const [axis, label] of labels.entries()) sizes.set(label, x.shape[axis] ?? 1)
  let [products, results] = [1, 1]
  for (const [label, size] of sizes) {
    const kept = keep.has(label)
    if (kept) results *= size
    // a label of one of them that is not kept is summed over before
    if (kept || (a.labels.includes(label) && b.labels.includes(label))) products *= size
  }
  return { products, results }
}

/** The middle of a sample and of its halves: what a pause of the machine does not move. */
export interface Quartiles {
  readonly lower: number
  readonly median: number
  readonly upper: number
}

/**
 * The quartiles, interpolated linearly between neighbours, as NumPy's percentile does.
 *
 * @returns null of nothing
 */
export function quartiles(values: readonly number[]): Quartiles | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): number => {
    const place = share * (sorted.length - 1)
    const [low = 0, high = 0] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
    return low + (place % 1) * (high - low)
  }
  return { lower: at(0.25), median: at(0.5), upper: at(0.75) }
}

/** The median; null of nothing. */
export const median = (values: readonly number[]): number | null => quartiles(values)?.median ?? null

/** How far results may lie from what is right: this share of the range of what is right. float32 stays far below. */
export const tolerance = 1e-3

/**
 * Says how results differ from what is right; null where they agree. Losses are held against how far they fall, not
 * against their size: a network that learns nothing would pass.
 */
export function disagreement(results: readonly number[], right: readonly number[]): string | null {
  if (results.length !== right.length) return `it gives ${results.length} numbers, not ${right.length}`
  const range = Math.max(...right) - Math.min(...right) || Math.max(...right.map(Math.abs))
  const worst = Math.max(...right.map((value, i) => distance(results[i] ?? Number.NaN, value)))
  if (worst <= tolerance * range) return null
  const place = right.findIndex((value, i) => distance(results[i] ?? Number.NaN, value) === worst)
  return `it computes ${results[place]} where ${right[place]} is right (number ${place + 1} of ${right.length})`
}

/** Infinity where there is no number. */
const distance = (a: number, b: number): number => (Number.isNaN(a) ? Number.POSITIVE_INFINITY : Math.abs(a - b))

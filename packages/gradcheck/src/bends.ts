import type { Differentiable } from './differentiable.ts'
import { type Element, stepUnit } from './directions.ts'
import { attempt, type Finding } from './finding.ts'
import { filled, moved, type NDArray, unit } from './ndarray.ts'

/** So many results that bend are looked at. */
const most = 32

/**
 * For each result that has a kink at the point, the direction through all elements that it depends on, all by the same amount.
 *
 * @param elements the findings of single elements
 */
export function bendingDirections(
  f: Differentiable,
  at: readonly NDArray[],
  value: NDArray,
  elements: readonly Finding[],
  eps: number,
): NDArray[][] {
  if (elements.every(({ verdict }) => verdict !== 'kink')) return []
  const varied = elements.flatMap(({ element, verdict }) => {
    if (element === null) return []
    return { element, bends: verdict === 'kink', results: resultsOf(f, at, value, element, eps) }
  })
  const bending = new Set(varied.filter(({ bends }) => bends).flatMap(({ results }) => results))
  const groups = [...bending].slice(0, most).map((result) => varied.filter(({ results }) => results.includes(result)))
  const directions = groups.filter((group) => group.length > 1).map((group) => through(group, at))
  return [...new Map(directions.map((direction) => [JSON.stringify(direction), direction])).values()]
}

/** The results that an element changes. Where f throws it has none to compare. */
function resultsOf(f: Differentiable, at: readonly NDArray[], value: NDArray, element: Element, eps: number): number[] {
  const step = stepUnit(at[element.input]?.data[element.place] ?? 0, eps) / 64
  const direction = unit(at, element.input, element.place, step)
  const moves = [1, -1].flatMap((by) => {
    const moving = attempt(() => f.value(moved(at, direction, by)))
    return 'thrown' in moving ? [] : moving.result
  })
  return value.data.flatMap((before, i) => (moves.some(({ data }) => data[i] !== before) ? [i] : []))
}

function through(elements: readonly { readonly element: Element }[], at: readonly NDArray[]): NDArray[] {
  return at.map((x, k) => {
    const places = new Set(elements.flatMap(({ element: { input, place } }) => (input === k ? [place] : [])))
    return { ...filled(x, 0), data: x.data.map((_, place) => Number(places.has(place))) }
  })
}

import type { Differentiable } from './differentiable.ts'
import { type Element, stepUnit } from './directions.ts'
import type { Finding } from './finding.ts'
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
  const distinct = new Map(
    groups.map((group) => [
      group.map(({ element }) => varied.findIndex((one) => one.element === element)).join(),
      group,
    ]),
  )
  return [...distinct.values()]
    .filter((group) => group.length > 1)
    .map((group) =>
      through(
        group.map(({ element }) => element),
        at,
      ),
    )
}

/** The results that an element changes. */
function resultsOf(f: Differentiable, at: readonly NDArray[], value: NDArray, element: Element, eps: number): number[] {
  const step = stepUnit(at[element.input]?.data[element.place] ?? 0, eps) / 64
  const direction = unit(at, element.input, element.place, step)
  const moves = [f.value(moved(at, direction, 1)), f.value(moved(at, direction, -1))]
  return value.data.flatMap((before, i) => (moves.some(({ data }) => data[i] !== before) ? [i] : []))
}

function through(elements: readonly Element[], at: readonly NDArray[]): NDArray[] {
  return at.map((x, k) => {
    const places = new Set(elements.filter(({ input }) => input === k).map(({ place }) => place))
    return { ...filled(x, 0), data: x.data.map((_, place) => Number(places.has(place))) }
  })
}

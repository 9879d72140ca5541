/** Both kinds of numbers; a process uses one of them only, so that its loops are compiled for that one. */
export type Floats = Float32Array | Float64Array

export type FloatsOf = (numbers: number | readonly number[]) => Floats

export const float32: FloatsOf = (numbers) =>
  typeof numbers === 'number' ? new Float32Array(numbers) : Float32Array.from(numbers)

export const float64: FloatsOf = (numbers) =>
  typeof numbers === 'number' ? new Float64Array(numbers) : Float64Array.from(numbers)

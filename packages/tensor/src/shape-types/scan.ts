import type { KeepAxis } from './reduce.ts'
import type { Reshape } from './reshape.ts'
import type { Ok, Shape } from './vocabulary.ts'

/** An op that walks along one axis and keeps the shape; with no axis it walks over all numbers, in one row. */
export type ScanShape<S extends Shape, Axis extends number | undefined> = [Axis] extends [undefined]
  ? Reshape<S, [-1]>
  : undefined extends Axis
    ? Ok<Shape>
    : KeepAxis<S, Axis>

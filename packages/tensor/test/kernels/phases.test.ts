import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import type { Window } from '../../src/families/windows.ts'
import { type Phases, phasesOf, transposedPhasesOf } from '../../src/kernels/phases.ts'

const lines = fc
  .record({
    size: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 4 }),
    dilation: fc.integer({ min: 1, max: 4 }),
    padding: fc.tuple(fc.nat(5), fc.nat(5)),
    room: fc.nat(9),
    part: fc.tuple(fc.nat(20), fc.nat(20)),
  })
  .map(({ size, stride, dilation, padding, room, part }) => {
    const span = dilation * (size - 1) + 1
    const input = Math.max(1, span + room - padding[0] - padding[1])
    const output = Math.floor((input + padding[0] + padding[1] - span) / stride) + 1
    const both = <T>(value: T): [T, T] => [value, value]
    const window: Window = { input: both(input), size: both(size), stride: both(stride), dilation: both(dilation), padding: both(padding), output: both(output) } // biome-ignore format: one line
    const partOf = (total: number): [number, number] => {
      const from = part[0] % total
      return [from, from + 1 + (part[1] % (total - from))]
    }
    return { window, windows: partOf(output), numbers: partOf(input) }
  })

/** The numbers of an axis in phases, null for padding. */
function laid({ length, pieces }: Phases): (number | null)[][] {
  return pieces.map(({ first, at, count, step }) =>
    Array.from({ length }, (_, i) => (i >= first && i < first + count ? at + (i - first) * step : null)),
  )
}

const shift = ({ stride, dilation, padding }: Window, window: number, place: number): number =>
  window * stride[0] + place * dilation[0] - padding[0][0]

test.prop([lines])('each window finds its numbers, one step after the window before it', ({ window, windows }) => {
  const phases = phasesOf(window, 0, windows)
  const numbers = laid(phases)
  const [results] = phases.results
  expect(results?.at).toBe(windows[0])
  expect(results?.count).toBe(windows[1] - windows[0])
  expect(results?.taps.length).toBe(window.size[0])
  for (const { place, phase, shift: at } of results?.taps ?? []) {
    for (let i = 0; i < (results?.count ?? 0); i++) {
      const wanted = shift(window, windows[0] + i, place)
      expect(numbers[phase]?.[at + i]).toBe(wanted >= 0 && wanted < window.input[0] ? wanted : null)
    }
  }
})

test.prop([lines])('each number finds the windows that read it, each once', ({ window, numbers: [from, to] }) => {
  const phases = transposedPhasesOf(window, 0, [from, to])
  const [windows = []] = laid(phases)
  const found: string[] = []
  for (const { at, count, step, taps } of phases.results) {
    for (const { place, shift: first } of taps) {
      for (let i = 0; i < count; i++) {
        expect(first + i).toBeLessThan(windows.length)
        const read = windows[first + i]
        if (read !== null && read !== undefined) found.push(`${at + i * step} ${read} ${place}`)
      }
    }
  }
  const wanted: string[] = []
  for (let read = 0; read < window.output[0]; read++) {
    for (let place = 0; place < window.size[0]; place++) {
      const number = shift(window, read, place)
      if (number >= from && number < to) wanted.push(`${number} ${read} ${place}`)
    }
  }
  expect(found.sort()).toEqual(wanted.sort())
})

import { expect, test } from 'vitest'
import { checkOptions } from '../src/options.ts'

const known = { title: 'string', width: { least: 24 }, logY: 'boolean' } as const

test('known options and undefined pass', () => {
  checkOptions('f', { title: 'a', width: 24, logY: false }, known)
  checkOptions('f', { title: undefined }, known)
})

test('an unknown option is named with the known ones', () => {
  expect(() => checkOptions('f', { colour: true }, known)).toThrow(
    new TypeError('f: unknown option "colour"; the options are title, width, logY.'),
  )
  expect(() => checkOptions('f', { toString: 1 }, known)).toThrow(TypeError)
})

test.each([23, 24.5, Number.NaN, Number.POSITIVE_INFINITY, '72'])('width %s is an error', (width) => {
  expect(() => checkOptions('f', { width }, known)).toThrow(
    new RangeError(`f: width is ${width}; give an integer of at least 24.`),
  )
})

test('what is no object is an error', () => {
  expect(() => checkOptions('f', null as never, known)).toThrow(
    new TypeError('f: null is no options object; the options are title, width, logY.'),
  )
  expect(() => checkOptions('f', 'loss' as never, known)).toThrow('f: "loss" is no options object')
})

test('a value of another type is an error', () => {
  expect(() => checkOptions('f', { logY: 1 }, known)).toThrow(new TypeError('f: logY is a number; give a boolean.'))
})

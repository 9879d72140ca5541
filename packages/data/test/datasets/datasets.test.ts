import { readFileSync } from 'node:fs'
import { ShapeError, type Tensor } from '@adjoint/tensor'
import { gzipSync } from 'fflate'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { digits, FormatError, iris, mnist, trainTestSplit } from '../../src/index.ts'
import { bytes } from '../files.ts'

describe('iris', () => {
  const { x, y, species } = iris()

  it('has the means and the deviations that Fisher printed', () => {
    const published = {
      setosa: [5.006, 3.428, 1.462, 0.246],
      versicolor: [5.936, 2.77, 4.26, 1.326],
      virginica: [6.588, 2.974, 5.552, 2.026],
    }
    for (const [i, name] of species.entries()) {
      const mean = x
        .astype('float64')
        .slice([50 * i, 50 * i + 50])
        .mean({ axis: 0 })
      for (const [j, value] of published[name].entries()) expect(mean.toTypedArray()[j]).toBeCloseTo(value, 6)
    }
  })

  it('has fifty flowers of each species, those two as in the paper', () => {
    expect([x.shape, x.dtype, y.shape, y.dtype]).toEqual([[150, 4], 'float32', [150], 'int32'])
    expect([0, 49, 50, 99, 100, 149].map((i) => y.slice(i).item())).toEqual([0, 0, 1, 1, 2, 2])
    expect(x.slice(34).toArray()).toEqual([4.9, 3.1, 1.5, 0.2].map(Math.fround))
    expect(x.slice(37).toArray()).toEqual([4.9, 3.6, 1.4, 0.1].map(Math.fround))
    expectTypeOf(x).toEqualTypeOf<Tensor<[150, 4]>>()
  })
})

describe('digits', () => {
  it('are those of a reference computed elsewhere, split as scikit-learn does', async () => {
    const reference: Readonly<
      Record<'images_train' | 'images_test', string[]> & Record<'labels_train' | 'labels_test', string>
    > = JSON.parse(readFileSync(new URL('../../../nn/test/reference/digits.json', import.meta.url), 'utf8'))
    const data = await digits()
    expect([data.x.shape, data.x.dtype, data.y.shape, data.y.dtype]).toEqual([[1797, 64], 'float32', [1797], 'int32'])
    const split = trainTestSplit(data, { testShare: 0.2, seed: 42 })
    for (const part of ['train', 'test'] as const) {
      const { x, y } = split[part]
      const pixels = Array.from(x.toTypedArray(), (pixel) => pixel.toString(17)).join('')
      expect(pixels).toBe(reference[`images_${part}`].join(''))
      expect(y.toTypedArray().join('')).toBe(reference[`labels_${part}`])
    }
  })
})

describe('mnist', () => {
  const images = bytes(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 51, 255, 102, 0, 0)
  const labels = bytes(0, 0, 8, 1, 0, 0, 0, 2, 7, 3)

  it('is read from its two files, compressed or not', () => {
    for (const pack of [(file: Uint8Array) => file, (file: Uint8Array) => gzipSync(file)]) {
      const { x, y } = mnist(pack(images), pack(labels))
      expect([x.dtype, x.toArray(), y.dtype, y.toArray()]).toEqual([
        'float32',
        [
          [0, Math.fround(0.2), 1],
          [Math.fround(0.4), 0, 0],
        ],
        'int32',
        [7, 3],
      ])
    }
  })

  it('says what is wrong', () => {
    expect(() => mnist(labels, images)).toThrow('mnist: the first file holds [2], not [images, height, width]')
    expect(() => mnist(images, images)).toThrow(ShapeError)
    expect(() => mnist(images, bytes(0, 0, 8, 1, 0, 0, 0, 1, 7))).toThrow('the second file holds [1], not [2]')
    expect(() => mnist(bytes('PNG'), labels)).toThrow(FormatError)
    expect(() => mnist(gzipSync(images), labels, { maxBytes: 10 })).toThrow('more than 10')
  })
})

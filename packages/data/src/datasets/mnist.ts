import { ShapeError, type Tensor } from '@adjoint/tensor'
import { readIdx } from '../formats/idx.ts'
import type { UnpackOptions } from '../formats/inflate.ts'

/** Images, one a row, and the class of each. */
export interface Images {
  /** pixels row by row, from 0 to 1; float32 */
  readonly x: Tensor<[number, number]>
  /** int32 */
  readonly y: Tensor<[number]>
}

/**
 * MNIST, or another set in its form (Fashion-MNIST, KMNIST), from the two files in which it is published. They are large,
 * so no package carries them: give their bytes, compressed by gzip as published, or not.
 *
 * @param images the file of images, `train-images-idx3-ubyte.gz`, say
 * @param labels the file of their labels, `train-labels-idx1-ubyte.gz`
 * @param options.maxBytes how many bytes may come out of each: 100 times its size by default, and at least 16 MiB
 * @returns x of shape [n, height * width], float32 in [0, 1], and y of shape [n], int32
 * @throws FormatError as parseIdx; ShapeError when the files hold no images, no labels, or not as many; DomainError
 * @example
 *   const images = new Uint8Array([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 0, 51, 255, 0])
 *   mnist(images, new Uint8Array([0, 0, 8, 1, 0, 0, 0, 1, 7])) // { x: Tensor f32[1,4] [[0, 0.2, 1, 0]], y: Tensor i32[1] [7] }
 * @see LeCun, Bottou, Bengio and Haffner (1998), Gradient-based learning applied to document recognition
 */
export function mnist(images: Uint8Array, labels: Uint8Array, options: UnpackOptions = {}): Images {
  const pixels = readIdx('mnist', images, options)
  const y = readIdx('mnist', labels, options)
  const [count = 0, height, width] = pixels.shape
  if (pixels.rank !== 3 || height === undefined || width === undefined) {
    throw new ShapeError(
      `mnist: the first file holds ${pixels.describe()}, not [images, height, width]; give the images first.`,
    )
  }
  if (y.rank !== 1 || y.shape[0] !== count) {
    throw new ShapeError(
      `mnist: the second file holds ${y.describe()}, not [${count}]; give the labels of the same images.`,
    )
  }
  return {
    x: pixels
      .reshape([count, height * width])
      .astype('float32')
      .div(255) as Tensor<[number, number]>,
    y: y as Tensor<[number]>,
  }
}

import { fromTypedArray, type Tensor } from '@adjoint/tensor'

/** Images of digits, one a row, and the digit that each shows. */
export interface Digits {
  /** 8 x 8 pixels row by row, from 0 (paper) to 16 (ink); float32 */
  readonly x: Tensor<[1797, 64]>
  /** 0 to 9, int32 */
  readonly y: Tensor<[1797]>
}

/**
 * Handwritten digits: 1,797 images of 8 x 8 pixels, those of scikit-learn's `load_digits()` in its order. The images are a
 * file of 120 kB, which is loaded when this is called and not before.
 *
 * @returns x of shape [1797, 64], float32, pixels from 0 to 16, and y of shape [1797], int32
 * @example (await digits()).y.slice([0, 5]) // Tensor i32[5] [0, 1, 2, 3, 4]
 * @see Alpaydin and Kaynak (1998), Optical Recognition of Handwritten Digits, UCI Machine Learning Repository (CC BY 4.0)
 */
export async function digits(): Promise<Digits> {
  const { images } = await import('./digits-images.ts')
  const lines = images.trim().split('\n')
  const pixels = lines.map((line) => line.slice(2)).join('')
  return {
    x: fromTypedArray(
      Float32Array.from(pixels, (pixel) => Number.parseInt(pixel, 17)),
      [1797, 64],
    ),
    y: fromTypedArray(
      Int32Array.from(lines, (line) => Number(line[0])),
      [1797],
    ),
  }
}

// The streams of random bits are pure-rand's (MIT), which is as fast here as a Mersenne Twister written by hand.
import { mersenne, mersenneFromState } from 'pure-rand/generator/mersenne'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import { DomainError } from '../errors.ts'
import type { Words } from './draws.ts'
import { generatorFrom } from './from-words.ts'
import type { Generator } from './generator.ts'

/**
 * A fast random generator (xoroshiro128+): the same seed gives the same numbers on every platform.
 *
 * @param seed an integer in [0, 2^32)
 * @throws DomainError when the seed is no such integer
 * @example const weights = random(2).normal([25, 2], { std: 0.1 })
 * @see Blackman and Vigna (2021), Scrambled linear pseudorandom number generators
 */
export function random(seed: number): Generator {
  checkSeed('random', seed)
  const state = [1, 2, 3, 4].map((i) => mixed(seed + i * 0x9e3779b9))
  return generatorFrom(wordsFrom(xoroshiro128plusFromState, state))
}

/**
 * NumPy's legacy generator, `numpy.random.RandomState(seed)` (also `numpy.random.seed(seed)` and the functions after it),
 * so that published runs can be repeated: the same calls in the same order give the same numbers.
 *
 * All are equal to NumPy's to the bit; normals to those of NumPy on Linux, x86-64 or arm64, with glibc 2.28 or later
 * and a processor with fused multiply-add. NumPy takes their logarithm from the C library, so its own normals may
 * differ in the last bits on other platforms; ours are the same everywhere.
 *
 * | here                             | NumPy                                |
 * | -------------------------------- | ------------------------------------ |
 * | `next()`                         | `random_sample()`                    |
 * | `nextNormal()`, `normal(shape)`  | `randn()`, `normal(size=shape)`      |
 * | `uniform(shape, { low, high })`  | `uniform(low, high, shape)`          |
 * | `randint(low, high, shape)`      | `randint(low, high, shape)`          |
 * | `permutation(n)`, `shuffle(x)`   | `permutation(n)`, `shuffle(x)`, 1-d  |
 *
 * NumPy draws float64: give `dtype: 'float64'` for its very numbers.
 *
 * @param seed an integer in [0, 2^32)
 * @throws DomainError when the seed is no such integer
 * @example numpyRandom(42).permutation(5) // Tensor i32[5] [1, 4, 2, 0, 3]
 * @see Matsumoto and Nishimura (1998), Mersenne Twister (MT19937)
 */
export function numpyRandom(seed: number): Generator {
  checkSeed('numpyRandom', seed)
  return generatorFrom(wordsFrom(mersenneFromState, mersenne(seed).getState()))
}

/** A stream of bits that can be set back. */
function wordsFrom(make: (state: readonly number[]) => RandomGenerator, state: readonly number[]): Words {
  let stream = make(state)
  return {
    next: () => stream.next(),
    get state() {
      return stream.getState()
    },
    set state(numbers) {
      try {
        stream = make(numbers)
      } catch {
        throw new DomainError('random: this is no state of such a generator; give one that its `state` gave.')
      }
    },
  }
}

/**
 * 32 bits that look random, from 32 that do not: xoroshiro128+ is slow to leave a state of few ones, and near seeds must not
 * give near streams.
 *
 * @see Appleby, MurmurHash3 (fmix32), on a Weyl sequence as in Steele, Lea and Flood (2014), SplitMix
 */
function mixed(word: number): number {
  let h = word | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** @throws DomainError for what is no seed of a generator */
export function checkSeed(owner: string, seed: number): void {
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return
  throw new DomainError(`${owner}: the seed is ${seed}; give an integer from 0 to 4294967295 (2^32 - 1).`)
}

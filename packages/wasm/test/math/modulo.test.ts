import { testPairs, testPairValues } from './accuracy.ts'

const fmod = (a: number, b: number): number => a % b

testPairs('fmod', fmod, [[-10, 10], [-1e6, 1e6], [-1e-3, 1e-3], [1, 1.001]]) // biome-ignore format: pairs
testPairValues('fmod', fmod)

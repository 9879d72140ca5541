export type { Generator, NormalOptions, UniformOptions } from './generator.ts'
export { numpyRandom, random } from './seeded.ts'

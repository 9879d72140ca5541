// The work `moons`: a step of training the article's network.
import { raceWork } from './engine/race-work.ts'
import { moonsTraining } from './networks.ts'
import type { Work } from './work.ts'

export const work: Work = raceWork({
  name: 'moons',
  about: `One step of training 2-25-50-50-25-1 (relu, then a sigmoid) on two moons: forward, backward and the update of
gradient descent, binary cross-entropy, 900 samples in the batch, float32. About 27 million floating-point operations.`,
  cases: () => [{ name: '', task: moonsTraining() }],
  checked: 20,
})

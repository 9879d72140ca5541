// The work `digits`: a step of training a classifier with Adam.
import { raceWork } from './engine/race-work.ts'
import { digitsTraining } from './networks.ts'
import type { Work } from './work.ts'

export const work: Work = raceWork({
  name: 'digits',
  about: `One step of training a classifier 64-128-64-10 (relu, then a softmax) with Adam: forward, backward and update,
cross-entropy, 64 images in the batch, float32.`,
  cases: () => [{ name: '', task: digitsTraining() }],
  checked: 20,
})

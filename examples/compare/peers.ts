import { install } from '../peers/install.ts'
import type { Contender, Task } from './contender.ts'

/**
 * TensorFlow.js, installed first where it is missing or out of date.
 *
 * @throws Error when it cannot be installed or started; the message says why and what to do
 */
export async function tensorFlow(task: Task, say: (text: string) => void): Promise<Contender> {
  install({ folder: new URL('peers/', import.meta.url), name: 'TensorFlow.js', size: '90 MB' }, say)
  const { inTensorFlow } = await import('./peers/tensorflow.ts')
  return await inTensorFlow(task)
}

import type { Peer } from './install.ts'

const folder = (name: string): URL => new URL(`../../peers/${name}/`, import.meta.url)

export const tensorflow: Peer = { name: 'TensorFlow.js', folder: folder('tensorflow'), size: '90 MB' }
export const jaxJs: Peer = { name: 'jax-js', folder: folder('jax-js'), size: '2 MB' }
export const onnxruntime: Peer = { name: 'onnxruntime-node', folder: folder('onnxruntime'), size: '250 MB' }

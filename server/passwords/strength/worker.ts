import { parentPort } from 'node:worker_threads'
import type { Asked, Told } from './strengths.ts'
import { createEstimator } from './estimator.ts'

const estimate = createEstimator()

parentPort?.on('message', ({ id, password, words }: Asked) => {
  parentPort?.postMessage({ id, strength: estimate(password, words) } satisfies Told)
})

/**
 * What every module may use: faults, time, randomness, secrets, the log, branded names, asking and writing together, files
 * that a person writes.
 * It imports nothing of ours but the error codes, and knows no module.
 */
export { Fault } from './fault.ts'
export { createBatches } from './batches.ts'
export { gathered, shared } from './gathered.ts'
export { systemClock, type Clock } from './clock.ts'
export { systemRandom, type Random } from './random.ts'
export { secret, type Secret } from './secret.ts'
export { openSecretFile, readSecretFile, writeSecretFile } from './secret-file.ts'
export { createLog, type Log } from './log.ts'
export type { AccountId, Brand } from './brand.ts'
export type { Origin } from './origin.ts'
export { readYaml, type YamlProblem } from './yaml-file.ts'

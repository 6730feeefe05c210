import { join } from 'node:path'

/** Everything the lab keeps is below this folder; removing it while no lab runs is safe. */
export const stateFolder = '/var/lib/keyturn-lab'
/** Seeded domains, kept because making one takes half a minute. */
export const provisionedFolder = join(stateFolder, 'provisioned')
/** Debian packages that are unpacked for one host of the lab and never installed. */
export const unpackedFolder = join(stateFolder, 'unpacked')
/** One folder per running lab. */
export const labsFolder = join(stateFolder, 'labs')

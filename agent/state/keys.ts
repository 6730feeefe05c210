import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from './files.ts'

export interface DeviceKeys {
  /** Ed25519: proves on each request who we are. */
  readonly signing: KeyObject
  /** X25519: for what is sealed to the computer rather than to one launch. */
  readonly sealing: KeyObject
}

const names = { signing: 'signing-key.pem', sealing: 'sealing-key.pem' } as const

/** @throws {Error} when a key is missing, or others than root can read it. */
export async function loadKeys(folder: string): Promise<DeviceKeys> {
  return {
    signing: await load(join(folder, names.signing)),
    sealing: await load(join(folder, names.sealing)),
  }
}

export function makeKeys(): DeviceKeys {
  return {
    signing: generateKeyPairSync('ed25519').privateKey,
    sealing: generateKeyPairSync('x25519').privateKey,
  }
}

/** Those of an earlier enrolment are gone then. */
export async function keepKeys(folder: string, keys: DeviceKeys): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const name of ['signing', 'sealing'] as const) {
    await replaceFile(
      join(folder, names[name]),
      keys[name].export({ format: 'pem', type: 'pkcs8' }).toString(),
    )
  }
}

async function load(path: string): Promise<KeyObject> {
  const { mode } = await stat(path).catch((cause: unknown) => {
    throw new Error(`${path} is missing: enrol this computer, with "keyturn-agent enrol"`, { cause })
  })
  if ((mode & 0o077) !== 0) throw new Error(`${path} can be read by others: enrol this computer again`)
  return createPrivateKey(await readFile(path))
}

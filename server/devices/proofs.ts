import { parseProof, signingPublicKey, verifyProof, type ProvedRequest } from '@keyturn/protocols/refresh'
import { Fault, type Clock } from '#kernel'
import type { Device, DeviceStore } from './store.ts'

/** How far a device's clock may be off. Further: it is refused, reads our time in the header `Date`, and asks again. */
const windowSeconds = 120
/** A nonce is kept until no proof with it can be in the window any more. */
export const nonceKeptSeconds = 2 * windowSeconds + 60

export interface DeviceRequest extends ProvedRequest {
  /** The header `Authorization`. */
  readonly authorization: string | undefined
}

interface ProofDeps {
  readonly store: Pick<DeviceStore, 'findDevice' | 'useNonce' | 'sawDevice'>
  readonly clock: Clock
}

/**
 * The device that proved, with this very request, that it holds its key.
 *
 * @throws {Fault} `device.unknown` in every other case: the answer does not say which.
 */
export async function authenticate(request: DeviceRequest, { store, clock }: ProofDeps): Promise<Device> {
  const proof = parseProof(request.authorization ?? '')
  const device = proof && (await store.findDevice(proof.device))
  const key = device && signingPublicKey(device.signingKey)
  if (proof === undefined || device === undefined || key === undefined) throw unknown('no such device')
  if (!verifyProof(request, proof, key)) throw unknown(`${device.id}: the signature does not fit`)
  const at = clock()
  const offSeconds = Math.abs(at.getTime() - proof.time) / 1000
  if (offSeconds > windowSeconds) throw unknown(`${device.id}: its clock is off by ${offSeconds} s`)
  // Only now, or a stranger could fill the table.
  if (!(await store.useNonce(device.id, proof.nonce, at)))
    throw unknown(`${device.id}: a request was repeated`)
  await store.sawDevice(device.id, at)
  return device
}

function unknown(why: string): Fault {
  return new Fault('device.unknown', why)
}

import type { Clock, Random } from '#kernel'
import type { Factor } from '../factor.ts'
import type { Seal } from '../sealing/seal.ts'
import type { Channel } from './channel.ts'
import { targetPlace, type Target, type TargetStore } from './store.ts'

export interface PreEnrolmentDeps {
  readonly store: Pick<TargetStore, 'add' | 'of'>
  readonly seal: Pick<Seal, 'seal' | 'open'>
  readonly clock: Clock
  readonly random: Random
}

/** An administrator's list says where codes reach somebody. No code shows that it is hers: the list is trusted for it. */
export function createPreEnrolment(
  channel: Channel,
  { store, seal, clock, random }: PreEnrolmentDeps,
): NonNullable<Factor['preEnrol']> {
  const { factor } = channel
  const read = ({ account, id, sealedTarget }: Target) => {
    const target = seal.open(sealedTarget, targetPlace(factor, account, id))
    return target && Buffer.from(target).toString()
  }
  return async (account, value, name) => {
    const target = channel.read(value)
    if (target === undefined || !channel.mayAdd(account, target)) return 'invalid'
    const has = await store.of(account.id)
    if (has.some((one) => read(one) === target)) return 'there'
    if (has.length >= Math.max(1, channel.most)) return 'full'
    const id = Buffer.from(random(16)).toString('base64url')
    const sealedTarget = seal.seal(Buffer.from(target), targetPlace(factor, account.id, id))
    await store.add({
      id,
      account: account.id,
      name: name === '' ? channel.mask(target) : name,
      sealedTarget,
      enrolled: clock(),
      lastUsed: null,
    })
    return 'done'
  }
}

import { createHash } from 'node:crypto'
import type { RouteAnswer, RouteBody } from '@keyturn/contract'
import { signingPublicKey } from '@keyturn/protocols/refresh'
import type { Audit } from '#audit'
import { Fault, type Clock, type Origin, type Random } from '#kernel'
import type { DeviceStore } from './store.ts'

export interface EnrolmentDeps {
  readonly store: DeviceStore
  readonly audit: Audit
  readonly clock: Clock
  readonly random: Random
}

export interface Enrolments {
  /** The only time the key is seen: it is stored hashed. */
  makeKey(wish: RouteBody<'admin.device-key'>): Promise<RouteAnswer<'admin.device-key'>>
  /**
   * @returns the id of the new device.
   * @throws {Fault} `device.key-refused` for a key that is unknown, used up or late.
   */
  enrol(request: RouteBody<'device.enrol'>, origin: Origin): Promise<string>
  list(): Promise<RouteAnswer<'admin.devices'>>
  /**
   * From now on its keys prove nothing, its launches are unknown, and what was sealed for them is gone. What it has
   * fetched already it keeps: a cached logon that it took over stays on its disk.
   */
  remove(id: string): Promise<RouteAnswer<'admin.device-remove'>>
}

export function createEnrolments({ store, audit, clock, random }: EnrolmentDeps): Enrolments {
  return {
    async makeKey({ uses, validHours }) {
      const key = text(random(24))
      const expires = new Date(clock().getTime() + validHours * 3_600_000)
      await audit.append({
        type: 'device.key-made',
        account: null,
        origin: null,
        outcome: 'ok',
        facts: { uses, expires: expires.toISOString() },
      })
      await store.addKey({ hash: hash(key), uses, expires })
      return { key, expires: expires.toISOString() }
    },

    async enrol({ key, name, system, signingKey, sealingKey }, origin) {
      if (signingPublicKey(signingKey) === undefined) throw new Fault('request.invalid', 'signingKey')
      if (!(await store.useKey(hash(key), clock()))) {
        throw new Fault('device.key-refused', 'an enrolment key that is unknown, used up or late')
      }
      const id = text(random(16))
      const facts = { device: id, name, system }
      await audit.append({ type: 'device.enrolled', account: null, origin, outcome: 'ok', facts })
      const enrolled = clock()
      await store.addDevice({ id, name, system, signingKey, sealingKey, enrolled, lastSeen: null })
      return id
    },

    async remove(id) {
      const device = await store.findDevice(id)
      if (device === undefined) return { removed: false }
      const { name, system } = device
      const facts = { device: id, name, system }
      await audit.append({ type: 'device.removed', account: null, origin: null, outcome: 'ok', facts })
      return (await store.removeDevice(id)) ? { removed: true, name } : { removed: false }
    },

    async list() {
      const devices = await store.listDevices()
      return {
        devices: devices.map(({ id, name, system, enrolled, lastSeen }) => ({
          device: id,
          name,
          system,
          enrolled: enrolled.toISOString(),
          lastSeen: lastSeen?.toISOString() ?? null,
        })),
      }
    },
  }
}

/** A key has 192 bits: nothing slow is needed to keep it from being guessed. */
function hash(key: string): string {
  return createHash('sha256').update(key).digest('base64url')
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}

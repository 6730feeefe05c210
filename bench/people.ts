import type { LabPerson } from '@keyturn/lab'
import type { World } from '@keyturn/e2e'
import { Secret, TOTP } from 'otpauth'
import { timed } from './figures.ts'
import { newPassword } from './ldapmodify.ts'

/** Somebody with recovery codes for some resets, one at a time. */
export interface Resetter {
  readonly person: LabPerson
  /** All that comes before the reset itself: who she is, the proof, and the page's question about what she types. */
  prove(): Promise<void>
  /** The reset itself: the one request that sets the password. */
  choose(): Promise<void>
}

/** Addresses behind a proxy, so that many people at once are not one suspicious one. */
export const behindProxy = { trustedProxies: ['127.0.0.1'] }
let lastAddress = 0

const enrolledAtOnce = 2

/** New accounts, whose people sign in and enrol in the portal as everybody does. */
export async function enrolPeople(world: World, count: number): Promise<readonly Resetter[]> {
  const people = await world.lab.createPeople(Array.from({ length: count }, () => ({})))
  const enrolled: Resetter[] = []
  await timed(people, enrolledAtOnce, async (person) => void enrolled.push(await enrolOne(world, person)))
  return enrolled
}

async function enrolOne(world: World, person: LabPerson): Promise<Resetter> {
  const number = ++lastAddress
  const client = world.server.client(`192.0.2.${number % 256}`)
  await client.must('person.sign-in', { identifier: person.upn, password: person.password })
  const offer = await client.must('person.offer-factor', { factor: 'totp' })
  if (offer.kind !== 'totp') throw new Error(`an offer of ${offer.kind}`)
  const answer = new TOTP({ secret: Secret.fromBase32(offer.seed) }).generate()
  await client.must('person.confirm-factor', { factor: 'totp', id: offer.id, answer, name: 'Phone' })
  const codes = [...(await client.must('person.recovery-codes', {})).codes]
  await client.must('person.sign-out', {})
  let password = ''
  return {
    person,
    async prove() {
      const code = codes.pop()
      if (code === undefined) throw new Error(`${person.upn} has no recovery code left`)
      await client.must('reset.start', { purpose: 'reset', identifier: person.sAMAccountName })
      await client.must('reset.prove', { factor: 'recovery-code', answer: code })
      password = newPassword()
      await client.must('password.judge-in-reset', { password })
    },
    async choose() {
      const view = await client.must('reset.choose', { password })
      if (view.state !== 'done') throw new Error(`a reset of ${person.upn} is ${view.state}`)
    },
  }
}

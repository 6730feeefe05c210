import type { LabPerson } from '@keyturn/lab'
import { Secret, TOTP } from 'otpauth'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PortalClient } from './portal-client.ts'

/** Somebody who enrolled in the portal, with the phone and the slip of paper that she has now. */
export interface Enrolled {
  readonly person: LabPerson
  /** Base32, as typed into an app. */
  readonly seed: string
  readonly recoveryCodes: readonly string[]
  /** What the app shows now. */
  code(): string
  /** What an app with a wrong clock shows. */
  codeAt(time: Date): string
  /** Another code than the one used last, since a code proves only once: of now, or of the next half minute. */
  freshCode(): Promise<string>
}

const stepMs = 30_000

/** Signs in with the current password, scans the code, types what the app shows, keeps the recovery codes. */
export async function enrol(client: PortalClient, person: LabPerson): Promise<Enrolled> {
  await client.must('person.sign-in', { identifier: person.upn, password: person.password })
  const offer = await client.must('person.offer-factor', { factor: 'totp' })
  if (offer.kind !== 'totp') throw new Error(`an offer of ${offer.kind}`)
  const totp = new TOTP({ secret: Secret.fromBase32(offer.seed) })
  const now = Date.now()
  let usedStep = Math.floor(now / stepMs)
  const answer = totp.generate({ timestamp: now })
  await client.must('person.confirm-factor', { factor: 'totp', id: offer.id, answer, name: 'Phone' })
  const { codes } = await client.must('person.recovery-codes', {})
  await client.must('person.sign-out', {})
  return {
    person,
    seed: offer.seed,
    recoveryCodes: codes,
    code: () => totp.generate(),
    codeAt: (time) => totp.generate({ timestamp: time.getTime() }),
    async freshCode() {
      // The next one proves as well, as of an app whose clock is a little ahead (RFC 6238 5.2): nobody waits for it.
      const next = (usedStep + 1) * stepMs
      const ahead = next - stepMs
      if (Date.now() < ahead) await sleep(ahead - Date.now() + 200)
      usedStep = Math.floor(Math.max(next, Date.now()) / stepMs)
      return totp.generate({ timestamp: usedStep * stepMs })
    },
  }
}

import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LabPerson, LaptopName } from '@keyturn/lab'
import type { Enrolled, World } from '../world/index.ts'

interface Proof {
  readonly factor: 'recovery-code' | 'access-pass'
  readonly answer: string
}

/** She chooses a new password in the portal, at this launch. Without more her recovery code proves who she is. */
export async function choose(
  world: World,
  who: Enrolled,
  password: string,
  launch: string,
  proof: Proof = { factor: 'recovery-code', answer: who.recoveryCodes[0] ?? '' },
) {
  const client = world.server.client()
  await client.must('reset.start', { purpose: 'reset', identifier: who.person.upn, launch })
  await client.must('reset.prove', proof)
  const done = await client.must('reset.choose', { password })
  assert.equal(done.state, 'done')
  return { view: () => client.must('reset.view') }
}

/**
 * Somebody who has logged on at the laptop in the office and enrolled in the portal; the laptop is away then. A new one
 * for each test: with twelve people logged on, some no longer had a cached log-on (seen on Samba 4.17).
 */
export async function somebodyOf(
  world: World,
  name: LaptopName,
  wish: Partial<LabPerson> = {},
): Promise<Enrolled> {
  const { lab } = world
  const [person] = await lab.createPeople([wish])
  await lab.laptop(name).home()
  // winbind 4.17, just back in the office, may still answer from a cache in which she is not yet.
  let logon = await lab.logon(name, person.sAMAccountName, person.password)
  for (let tries = 1; !logon.ok && tries < 4; tries++) {
    await sleep(1_000)
    logon = await lab.logon(name, person.sAMAccountName, person.password)
  }
  assert.ok(logon.ok, logon.message)
  const enrolled = await world.enrol(person)
  await lab.laptop(name).away()
  return enrolled
}

/** Hash and salt of her cached log-on at a laptop with winbind; what is before them in the record are times. */
export async function verifierOf({ lab }: World, name: LaptopName, { person }: Enrolled): Promise<string> {
  const sid = await lab.dc('dc1').attribute(`(sAMAccountName=${person.sAMAccountName})`, 'objectSid')
  const argv = ['tdbdump', '-k', `CRED/${sid}`, '/var/lib/samba/winbindd_cache.tdb']
  const printed = (await lab.host(name).must(argv)).trim()
  const text = printed.replaceAll(/\\([\dA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  const verifier = Buffer.from(text, 'latin1').subarray(24).toString('hex')
  assert.notEqual(verifier, '')
  return verifier
}

import { setTimeout as sleep } from 'node:timers/promises'
import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Host } from '@keyturn/lab'
import type { Issued } from '@keyturn/protocols/pki/testing'
import type { Enrolled, World } from '../world/index.ts'
import type { KioskScreen } from './kiosk.ts'

const reader = '/etc/softhsm/reader'
const account = 'keyturn-kiosk'

/** Makes a card reader of the machine's SoftHSM, with nothing in it, that the kiosk's account may use. */
export async function installReader(host: Host): Promise<void> {
  await host.must(['mkdir', '-p', reader])
  await host.write(
    '/etc/softhsm/softhsm2.conf',
    `directories.tokendir = ${reader}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  )
  await host.must(['chmod', '-R', 'a+rX', '/etc/softhsm'])
  await takeCardOut(host)
}

export async function takeCardOut(host: Host): Promise<void> {
  await host.must(['find', reader, '-mindepth', '1', '-delete'])
  await host.must(['chown', account, reader])
}

/** @param folder where the card was made. */
export async function putCardIn(host: Host, folder: string): Promise<void> {
  await takeCardOut(host)
  await host.must(['cp', '-r', `${join(folder, 'tokens')}/.`, reader])
  await host.must(['chown', '-R', account, reader])
}

/** At a computer of her own she adds the card to her account: what a browser sends, by its key. */
export async function addCard(
  { server, lab }: World,
  host: Host,
  { person, recoveryCodes }: Enrolled,
  { certFile, keyFile }: Issued,
): Promise<void> {
  const client = server.client()
  await client.must('person.sign-in', { identifier: person.upn, password: person.password })
  await client.must('person.prove', { factor: 'recovery-code', answer: recoveryCodes[0] ?? '' })
  const offer = await client.must('person.offer-factor', { factor: 'smart-card' })
  assert.ok(offer.kind === 'card')
  const tls = ['--cacert', lab.domain.caFile, '--cert', certFile, '--key', keyFile]
  const input = new URLSearchParams({ ticket: offer.ticket, back: '/me/add' }).toString()
  const shown = ['--silent', '--dump-header', '-', '--data-binary', '@-', offer.url]
  const headers = await host.must(['curl', ...tls, ...shown], { input })
  const answer = /#card=(\S+)/.exec(headers)?.[1] ?? assert.fail(headers)
  await client.must('person.confirm-factor', { factor: 'smart-card', id: offer.id, answer, name: 'Card' })
}

const question = 'Unlock Security Device'
const patienceMs = 180_000

/** Waits until the browser asks for the PIN. */
export async function seesPinQuestion(kiosk: KioskScreen): Promise<void> {
  await until('a question for the PIN', kiosk, async () => (await kiosk.titles()).includes(question))
  // The watch gives it the keys.
  await sleep(1_000)
}

/** Types it and waits for what the card says: the question goes, or another comes. */
export async function typePin(kiosk: KioskScreen, pin: string): Promise<void> {
  await seesPinQuestion(kiosk)
  const windows = () => kiosk.run('xdotool', 'search', '--onlyvisible', '--name', question).catch(() => '')
  const before = await windows()
  await kiosk.type(`${pin}\n`)
  await until('an end of the question', kiosk, async () => (await windows()) !== before)
}

async function until(what: string, { child }: KioskScreen, look: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + patienceMs
  while (!(await look())) {
    assert.ok(child.running && performance.now() < end, `${what} does not come: ${await child.log()}`)
    await sleep(100)
  }
}

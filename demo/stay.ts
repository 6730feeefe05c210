import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Stage } from './stage.ts'
import type { Telling } from './telling.ts'

const inboxPort = 8025
const showCodesMs = 30_000

/** Leaves everything running until Ctrl-C, with what one needs to try it oneself. */
export async function stayUp(stage: Stage, telling: Telling, stop: AbortSignal): Promise<void> {
  const { world, others } = stage
  await using inbox = await serveInbox(stage)
  telling.chapter('Now try it yourself; Ctrl-C takes it down')
  telling.say(
    `portal     https://127.0.0.1:${world.server.publishedPort}  (certificate of the lab's CA: ${world.lab.domain.caFile})`,
  )
  telling.say(`mail       http://127.0.0.1:${inbox.port}`)
  telling.say(`a shell    npm run lab -- shell laptop1`)
  for (const { person } of others) {
    telling.say(`${person.sAMAccountName.padEnd(10)} password ${person.password}`)
  }
  while (!stop.aborted) {
    const codes = others.map((one) => `${one.person.sAMAccountName} ${one.code()}`).join(' · ')
    telling.say(`TOTP now   ${codes}`)
    await sleep(showCodesMs - (Date.now() % showCodesMs) + 50, undefined, { signal: stop }).catch(
      () => undefined,
    )
  }
}

/** The mailboxes of the people of the story, as one plain page on this machine only. */
async function serveInbox({
  world,
  alice,
  bob,
  others,
}: Stage): Promise<AsyncDisposable & { readonly port: number }> {
  const addresses = [alice, bob, ...others].map(({ person }) => person.upn)
  const server: Server = createServer((_, answer) => {
    void page(world, addresses).then((html) => {
      answer.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'",
      })
      answer.end(html)
    })
  })
  server.listen(inboxPort, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function page(world: Stage['world'], addresses: readonly string[]): Promise<string> {
  const boxes = await Promise.all(
    addresses.map(async (address) => {
      const messages = await world.lab.mail().inbox(address)
      const shown = messages
        .toReversed()
        .map(({ subject, text }) => `<h3>${escape(subject)}</h3><pre>${escape(text)}</pre>`)
      return `<h2>${escape(address)}</h2>${shown.join('') || '<p>Nothing yet.</p>'}`
    }),
  )
  return `<!doctype html><html lang="en"><title>Mailboxes of the lab</title><h1>Mailboxes of the lab</h1>${boxes.join('')}`
}

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Records what a real client says to a KDC at a log-on: two AS-REQ, without and with pre-authentication. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createFrameReader } from '@keyturn/protocols/kkdcp'
import { answer, readTask } from './task.ts'

const most = 128 * 1024
const { domain, dc, folder, name, password } = await readTask<{ name: string; password: string }>()
const kdc = new URL(dc).hostname
const seen: string[] = []
const server = createServer((client) => {
  const toKdc = connect(88, kdc)
  const reader = createFrameReader(most)
  client.on('data', (piece) => {
    const read = reader.push(piece)
    if (read.ok) for (const framed of read.frames) seen.push(Buffer.from(framed).toString('base64'))
  })
  client.pipe(toKdc).pipe(client)
  client.on('error', () => toKdc.destroy())
  toKdc.on('error', () => client.destroy())
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const realm = domain.toUpperCase()
mkdirSync(folder, { recursive: true })
const conf = join(folder, 'krb5.conf')
const { port } = server.address() as AddressInfo
writeFileSync(
  conf,
  `[libdefaults]\ndefault_realm = ${realm}\ndns_lookup_kdc = false\nudp_preference_limit = 1\n[realms]\n${realm} = {\nkdc = 127.0.0.1:${port}\n}\n`,
)
const kinit = spawn('kinit', ['-c', 'MEMORY:bench', name], {
  env: { PATH: '/usr/bin:/bin', KRB5_CONFIG: conf },
  stdio: ['pipe', 'ignore', 'inherit'],
})
kinit.stdin.end(`${password}\n`)
const [code] = await once(kinit, 'close')
server.close()
const [plain, preAuthenticated] = seen
if (code !== 0 || preAuthenticated === undefined) throw new Error(`kinit ended with ${code}`)
answer({ plain, preAuthenticated })

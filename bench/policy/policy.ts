import { request } from 'node:http'
import { join } from 'node:path'
import { startWorld, type World } from '@keyturn/e2e'
import { createCrowd, type Crowd } from '../../e2e/testing/crowd.ts'
import { median, ms, printFigures, sayNoise, spread, timed } from '../figures.ts'
import type { Members, MembersTask } from '../inside/members.ts'
import { runInside } from '../inside/run.ts'

const goals = { explainMs: 50, coverageMs: 30_000 }
const people = 10_000
const enrolled = 3_000
const rounds = 3
const explained = 200

const need = { factors: ['totp', 'recovery-code', 'passkey', 'mail-code', 'manager-approval'], different: 2 }
const rule = { group: 'Finance', reset: { ...need, different: 3, kinds: 2 } }
const config = {
  factors: { passkey: {}, mailCode: {}, managerApproval: {} },
  policy: {
    reset: need,
    unlock: need,
    enrol: need,
    'help-desk': need,
    groups: [rule],
    admins: ['Help Desk'],
  },
}

/** Who could reset today: of one, and of ten thousand. */
export async function benchPolicy(): Promise<void> {
  await using world = await startWorld({ hosts: ['mail'], config })
  const crowd = await createCrowd(world.lab, people)
  const read = () => runInside<MembersTask, Members>(world.lab, 'members.ts', { groupDn: crowd.groupDn })
  await giveApps(world, (await read()).ids.slice(0, enrolled))
  const ours: number[] = []
  const raw: number[] = []
  for (let round = 0; round < rounds; round++) {
    ours.push(await cover(world, crowd))
    raw.push((await read()).totalMs)
  }
  const ratio = median(ours.map((time, i) => (raw[i] ?? NaN) / time))
  const { p50, p99 } = await explain(world, crowd)
  const command = await timed([crowd.names[1] ?? ''], 1, async (name) => {
    await world.server.cli('policy', 'explain', name)
  })
  printFigures('Policy', [
    {
      what: `coverage of ${people} people`,
      value: `${ms(median(ours))}, ratio ${ratio.toFixed(2)}`,
      beside: `the LDAP library alone reads them in ${ms(median(raw))}`,
      goal: `< ${ms(goals.coverageMs)}`,
      met: Math.max(...ours) < goals.coverageMs,
    },
    {
      what: `explain, one of them, ${explained} times`,
      value: `p50 ${ms(p50)}, p99 ${ms(p99)}`,
      beside: `with the start of the command ${ms(command.totalMs)}`,
      goal: `< ${ms(goals.explainMs)}`,
      met: p99 < goals.explainMs,
    },
  ])
  sayNoise(raw)
}

/** Authenticator apps as the portal leaves them. Nobody will use them: nothing opens these seeds. */
async function giveApps({ lab, server }: World, ids: readonly string[]): Promise<void> {
  const rows = ids.map((id, i) => `bench-${i}\t${id}`).join('\n')
  const script = `create temp table given (id text, account uuid);
copy given from stdin;
${rows}
\\.
insert into factors.totp_tokens
  (id, account, name, sealed_seed, algorithm, digits, period_seconds, last_step, drift, last_offset, enrolled_at)
  select id, account, 'Phone', sha256(id::bytea), 'SHA1', 6, 30, 0, 0, 0, now() from given;
`
  const socket = join(server.stateFolder, 'database/socket')
  const psql = ['psql', '-q', '-v', 'ON_ERROR_STOP=1', '-h', socket, '-U', 'keyturn', '-d', 'postgres']
  await lab.host('server').must([...psql, '-f', '-'], { input: script })
}

async function cover(world: World, { groupName }: Crowd): Promise<number> {
  const began = performance.now()
  const { people: counted, ready } = await askLocally(world, '/api/admin/policy/coverage', {
    group: groupName,
    purpose: 'reset',
  })
  const totalMs = performance.now() - began
  if (counted !== people) throw new Error(`${String(counted)} of ${people} people were counted`)
  if ((ready as { totp?: number }).totp !== enrolled) throw new Error(`${JSON.stringify(ready)} are ready`)
  return totalMs
}

async function explain(world: World, { names }: Crowd) {
  const asked = names.filter((_, i) => i % (people / explained) === 1)
  const { each } = await timed(asked, 1, async (account) => {
    const { found } = await askLocally(world, '/api/admin/policy/explain', { account })
    if (found !== true) throw new Error(`${account} is not found`)
  })
  return spread(each)
}

/** As the command asks, without the start of its process. */
function askLocally({ server }: World, path: string, body: object): Promise<Record<string, unknown>> {
  const { promise, resolve, reject } = Promise.withResolvers<Record<string, unknown>>()
  const headers = { host: 'localhost', 'content-type': 'application/json' }
  const socketPath = join(server.stateFolder, 'local.sock')
  const sent = request({ socketPath, method: 'POST', path, headers }, (answer) => {
    const chunks: Buffer[] = []
    answer.on('data', (chunk: Buffer) => chunks.push(chunk))
    answer.once('error', reject)
    answer.once('end', () => {
      const text = Buffer.concat(chunks).toString()
      if (answer.statusCode === 200) resolve(JSON.parse(text) as Record<string, unknown>)
      else reject(new Error(`${path}: ${answer.statusCode} ${text}`))
    })
  })
  sent.once('error', reject)
  sent.end(JSON.stringify(body))
  return promise
}

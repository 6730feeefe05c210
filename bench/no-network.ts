import { setTimeout as sleep } from 'node:timers/promises'
import { startWorld, type Enrolled, type KeyturnAgent, type World } from '@keyturn/e2e'
import { median, ms, printFigures } from './figures.ts'

const laptopName = 'laptop1'
const rounds = 5
const goalMs = 1_000

/** A laptop without any network: from the answer that is typed to the log-on that is changed and proved. */
export async function benchNoNetwork(): Promise<void> {
  await using world = await startWorld({ hosts: [laptopName] })
  const laptop = await world.agent(laptopName)
  const who = await somebody(world)
  await world.lab.laptop(laptopName).nowhere()
  for (let round = 0; round < rounds; round++) {
    const password = `Blauer-Fueller-${round}1!`
    const answer = await answerTo(await codeOf(laptop), { world, who, round, password })
    const { code, stdout } = await laptop.resetTyping(answer, password)
    if (code !== 0) throw new Error(stdout)
  }
  await world.lab.laptop(laptopName).home()
  const told = await laptop.run('report')
  if (told.code !== 0) throw new Error(told.stdout + told.stderr)
  const times = (await world.audit()).flatMap(({ type, facts }) =>
    type === 'device.refreshed' ? [Number(facts['tookMs'])] : [],
  )
  printFigures('A laptop without any network', [
    {
      what: 'answer typed to log-on proved, median',
      value: ms(median(times)),
      beside: `${times.length} resets, as the agent reports it: Argon2id, cache, proof`,
      goal: `≤ ${ms(goalMs)}`,
      met: median(times) <= goalMs,
    },
  ])
}

async function somebody(world: World): Promise<Enrolled> {
  const [person] = await world.lab.createPeople([{}])
  const logon = await world.lab.logon(laptopName, person.sAMAccountName, person.password)
  if (!logon.ok) throw new Error(logon.message)
  return world.enrol(person)
}

async function codeOf(laptop: KeyturnAgent): Promise<string> {
  const { stdout } = await laptop.resetTyping()
  return /(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}/.exec(stdout)?.[0].replaceAll('-', '') ?? ''
}

interface Choice {
  readonly world: World
  readonly who: Enrolled
  readonly round: number
  readonly password: string
}

async function answerTo(deviceChallenge: string, { world, who, round, password }: Choice): Promise<string> {
  const client = world.server.client()
  const answer = who.recoveryCodes[round] ?? ''
  await client.must('reset.start', { purpose: 'reset', identifier: who.person.upn, deviceChallenge })
  await client.must('reset.prove', { factor: 'recovery-code', answer })
  let view = await client.must('reset.choose', { password })
  for (;;) {
    if (view.state === 'done' && view.refresh.state === 'response' && view.refresh.response !== null) {
      return view.refresh.response
    }
    await sleep(100)
    view = await client.must('reset.view')
  }
}

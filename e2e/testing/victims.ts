import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ResetView } from '@keyturn/contract'
import type { Enrolled, PortalClient, World } from '../world/index.ts'
import { secretsOf, type Known } from './secrets.ts'

/** Somebody in the middle of whose reset something fails. */
export interface Victim {
  readonly who: Enrolled
  /** Her browser, which keeps its page throughout. */
  readonly client: PortalClient
  /** At what point it failed. */
  readonly where: string
  readonly chosen: string
  /** What she chooses when she has to choose again. */
  readonly next: string
}

let count = 0

/** A new person who enrolled and has proved who she is: next she chooses. */
export async function aVictim(world: World, where: string): Promise<Victim> {
  const one = await aStarter(world, where)
  await prove(one)
  return one
}

/** A new person who enrolled and has said who she is, or one who enrolled before. */
export async function aStarter(world: World, where: string, known?: Enrolled): Promise<Victim> {
  const who = known ?? (await world.newcomer())
  const client = world.server.client()
  await client.must('reset.start', { purpose: 'reset', identifier: who.person.sAMAccountName })
  const number = ++count
  return { who, client, where, chosen: `Quiet-Meadow-${number}-Ünder`, next: `Loud-Harbour-${number}-Över` }
}

export async function prove({ client, who }: Victim): Promise<void> {
  const answer = who.recoveryCodes[0] ?? assert.fail('she has no recovery codes')
  const view = await client.must('reset.prove', { factor: 'recovery-code', answer })
  assert.equal(view.state, 'choosing')
}

/** Sends her choice. undefined: no answer came, because the server died. */
export async function choose({ client, chosen }: Victim) {
  return await client.call('reset.choose', { password: chosen }).catch(() => undefined)
}

/**
 * What her page shows once it knows. A DC that shows no change has to show none for a minute, and the sweeper comes
 * once a minute: whoever waits longer than `endMs` (of `performance.now`) has found a bug.
 */
export async function settled({ client, where }: Victim, endMs: number): Promise<ResetView> {
  for (;;) {
    const view = await client.must('reset.view')
    if (view.state !== 'setting') return view
    assert.ok(performance.now() < endMs, `failed ${where}: still not known what became of it`)
    await sleep(500)
  }
}

/** What the page says is what the DC does. */
export async function assertTrue(world: World, { who, chosen, where }: Victim, view: ResetView) {
  const isOld = await world.letsIn(who.person, who.person.password)
  const isChosen = await world.letsIn(who.person, chosen)
  if (view.state === 'done') {
    assert.deepEqual({ isOld, isChosen }, { isOld: false, isChosen: true }, `${where}: done`)
    return
  }
  assert.ok(view.state === 'choosing', `failed ${where}: ${JSON.stringify(view)}`)
  const expected = { isOld: !view.interrupted, isChosen: false }
  assert.deepEqual({ isOld, isChosen }, expected, `${where}: interrupted ${view.interrupted}`)
}

/** Whoever has to choose again does so, and gets in. */
export async function finish(world: World, { client, who, next, where }: Victim): Promise<void> {
  if ((await client.must('reset.view')).state === 'done') return
  const view = await client.must('reset.choose', { password: next })
  assert.equal(view.state, 'done', where)
  assert.equal(await world.letsIn(who.person, next), true, where)
}

export function secretsOfAll(victims: readonly Victim[]): readonly Known[] {
  return victims.flatMap(({ who, chosen, next }) => [
    ...secretsOf(who),
    { what: `choice of ${who.person.sAMAccountName}`, text: chosen },
    { what: `next choice of ${who.person.sAMAccountName}`, text: next },
  ])
}

/** In every reset each announced write has its end before the next one is announced. */
export async function assertStoriesWhole(world: World): Promise<void> {
  const ends = ['reset.done', 'reset.rejected', 'reset.interrupted', 'reset.settled']
  const byReset = Map.groupBy(await world.audit(), ({ facts }) => facts['reset'])
  byReset.delete(undefined)
  assert.ok(byReset.size > 0, 'there is no reset in the log')
  for (const [reset, story] of byReset) {
    const types = story.map(({ type }) => type).join(' ')
    let isOpen = false
    for (const { type } of story) {
      if (type === 'reset.setting') {
        assert.ok(!isOpen, `two open writes in ${reset}: ${types}`)
        isOpen = true
      } else if (ends.includes(type)) isOpen = false
    }
    assert.ok(!isOpen, `no end of ${reset}: ${types}`)
  }
}

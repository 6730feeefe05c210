import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Sid } from '@keyturn/protocols/ad'
import type { Account } from '#directory'
import { systemClock, type AccountId } from '#kernel'
import type { Notice } from '#notify'
import { readPlan } from '../plan/read.ts'
import { aRun, aTarget, at, old, open } from '../testing/a-run.ts'
import { sendNotices } from './notices.ts'

const plan = (more: string) => {
  const read = readPlan(`
campaign: friday
trigger: ransomware
t0: 2026-11-27T18:00:00Z
operators: [carol, otto]
scope: [{ domain: all }]
waves: { start: 2026-11-30 }
helpDesk: { agents: 3 }
deadline: { afterDays: 5, enforce: disable }
${more}
`)
  return read.ok ? read.plan : assert.fail(JSON.stringify(read.problems))
}

/** Anna, who could reset; Bob, who could not; somebody without an address, one who left, one who is exempt, one disabled. */
async function people() {
  const names = ['anna', 'bob', 'nomail', 'left', 'exempt', 'disabled']
  const targets = names.map((name) => aTarget({ name, isDisabled: name === 'disabled' }))
  const run = await aRun(targets)
  const idOf = (name: string) => targets.find((one) => one.name === name)?.account ?? assert.fail(name)
  await run.store.excuse(
    { freeze: run.freeze, of: { account: idOf('exempt') } },
    { owner: 'ada', reason: 'in surgery', until: null },
  )
  const sent: Notice[] = []
  const portal = { isOpen: true }
  const send = (what: string, day: string) =>
    sendNotices(run.freeze, plan(what), [{ office: '', day }], new AbortController().signal, {
      targets: run.store,
      directory: {
        read: async (id) => {
          const name = targets.find(({ account }) => account === id)?.name ?? assert.fail()
          return {
            ...account,
            id,
            displayName: name,
            mail: name === 'nomail' ? null : `${name}@x`,
            disabled: name === 'left',
          }
        },
      },
      policy: {
        async explain({ displayName }) {
          const need = { factors: [], different: 1 }
          const standing =
            displayName === 'bob'
              ? ({ can: false, why: 'nothing-enrolled', ready: [] } as const)
              : ({ can: true, need, ready: [] } as const)
          const all = { reset: standing, unlock: standing, why: standing, change: standing, enrol: standing }
          const none = { reset: [], unlock: [], why: [], change: [], enrol: [], 'help-desk': [] }
          return { purposes: { ...all, 'help-desk': standing }, rules: none }
        },
      },
      notify: { send: async (notice) => void sent.push(notice) },
      clock: () => at,
      log: { info: () => {}, warn: () => {} },
      portal: 'https://reset.corp.example',
      isOpen: async () => portal.isOpen,
    })
  return Object.assign(run, { portal, sent, send, names: () => sent.map(({ name }) => name).toSorted() })
}

suite('mails to people of a mass reset', () => {
  test('come before their turn, once, also from two servers; and say what to do who has not enrolled', async () => {
    await using run = await people()
    const what = 'notices: { before: [3] }'
    await run.send(what, '2026-11-26')
    assert.deepEqual(run.names(), [], 'not yet')
    await Promise.all([run.send(what, '2026-11-27'), run.send(what, '2026-11-27')])
    await run.send(what, '2026-11-28')
    assert.deepEqual(run.names(), ['anna', 'bob'])
    const of = (name: string) => run.sent.find((one) => one.name === name) ?? assert.fail()
    assert.deepEqual([of('anna').kind, of('anna').campaign?.enrolAt], ['campaign-before', null])
    assert.equal(of('bob').campaign?.enrolAt, 'https://reset.corp.example/me')
    assert.equal(of('bob').campaign?.day, '2026-11-30')
    assert.equal(of('bob').language, undefined, 'her account says which')
    assert.deepEqual(await run.store.noticeCounts(run.freeze), [
      { kind: 'before:3', became: 'disabled', people: 1 },
      { kind: 'before:3', became: 'no-address', people: 1 },
      { kind: 'before:3', became: 'sent', people: 2 },
    ])
  })

  test('when it came, and before the deadline to whoever has not come; not to who has', async () => {
    await using run = await people()
    const what = 'notices: { at: true, after: [2] }'
    await run.send(what, '2026-11-30')
    assert.deepEqual(run.names(), [], 'nobody was written to yet')
    const claim = run.claim()
    const ids = (await run.store.claim(claim, { limit: 10, open })).map(({ account }) => account)
    await run.store.note(
      claim,
      'dc1',
      ids.map((account) => ({ account, before: old })),
    )
    const after = { pwdLastSet: null, keyVersion: 3 }
    const event = { type: 'found-written' } as const
    await run.store.settle(
      claim,
      ids.map((account) => ({ account, event, after })),
      at,
    )
    await run.send(what, '2026-11-30')
    assert.deepEqual(run.names(), ['anna', 'bob'])
    const [anna] = run.sent.filter(({ name }) => name === 'anna').map((one) => one.account)
    await run.store.back(run.freeze, [anna ?? assert.fail()], at)
    await run.send(what, '2026-12-07')
    assert.deepEqual(run.names(), ['anna', 'bob', 'bob'])
    const last = run.sent.at(-1)
    assert.deepEqual(
      [last?.kind, last?.campaign?.day, last?.campaign?.enforce],
      ['campaign-after', '2026-12-07', 'disable'],
    )
  })
})

test('while self-service is closed nobody is sent to its pages, and the mail of her turn comes all the same', async () => {
  await using run = await people()
  run.portal.isOpen = false
  await run.send('notices: { before: [3] }', '2026-11-28')
  assert.deepEqual(run.names(), ['anna', 'bob'])
  assert.deepEqual(
    run.sent.map(({ campaign }) => [campaign?.page, campaign?.enrolAt]),
    [
      [null, null],
      [null, null],
    ],
  )
})

const account: Account = {
  id: '' as AccountId,
  sid: 'S-1-5-21-1-2-3-1104' as Sid,
  dn: 'CN=Somebody',
  sAMAccountName: 'somebody',
  domain: 'CORP',
  userPrincipalName: null,
  displayName: '',
  mail: null,
  disabled: false,
  expired: false,
  locked: false,
  mustChange: false,
  isProtected: false,
  pwdLastSet: systemClock(),
}

import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { rootCertificates } from 'node:tls'
import { inspect } from 'node:util'
import { createLog, secret } from '#kernel'
import { aSite, type Site } from './testing.ts'

let site: Site
before(async () => void (site = await aSite()))
after(() => site[Symbol.asyncDispose]())

const newcomer = () => site.newcomer()

/** What other servers would be told: by a directory that has no connection yet. */
async function stateOf(id: Parameters<Site['reset']>[0]) {
  await using fresh = site.connect()
  return fresh.passwordState(id)
}

suite('a domain controller that', () => {
  test('froze after the write was sent leaves it unknown, and tells when it thaws', async () => {
    const { person, id } = await newcomer()
    const receipt = await site.announce('reset.setting', id)
    await using hasty = site.connect({ operationSeconds: 1, connectSeconds: 1 })
    await hasty.read(id)
    const dc = site.lab.dc('dc1')
    // The first half is written; before the second is answered, every process of the DC stops.
    const answer = await hasty.setPassword(id, secret('Frozen-River-21'), receipt, () => dc.freeze())
    assert.deepEqual(answer, { outcome: 'unknown', dc: 'dc1.corp.example' })
    await assert.rejects(hasty.find(person.sAMAccountName), { code: 'directory.unavailable' })
    await dc.thaw()
    // What it had received before it froze it does now, for nobody: looking too soon sees the state before.
    await sleep(3_000)
    const { pwdLastSet } = await stateOf(id)
    const chosen = await site.directory.checkPassword(id, secret('Frozen-River-21'))
    // Either half done or done; what is read back and what the password is agree.
    assert.equal(chosen, pwdLastSet === null ? 'wrong' : 'right')
    assert.equal(await site.directory.checkPassword(id, secret(person.password)), 'wrong')
    assert.equal((await site.reset(id, 'Thawed-River-22')).outcome, 'changed')
  })

  test('froze before anything was sent is unavailable, and nothing is changed', async () => {
    const { id, pwdLastSet } = await newcomer()
    const receipt = await site.announce('reset.setting', id)
    await using cold = site.connect({ operationSeconds: 1, connectSeconds: 1 })
    const dc = site.lab.dc('dc1')
    await dc.freeze()
    try {
      const refused = { name: 'Fault', code: 'directory.unavailable' }
      await assert.rejects(cold.setPassword(id, secret('Never-Was-Sent-1'), receipt), refused)
    } finally {
      await dc.thaw()
    }
    assert.deepEqual((await stateOf(id)).pwdLastSet, pwdLastSet)
  })

  test('is down is unavailable at once for all who come, and back without a restart of ours', async () => {
    const { person, id } = await newcomer()
    const dc = site.lab.dc('dc1')
    await dc.stop('SIGKILL')
    const many = Array.from({ length: 20 }, () => site.directory.find(person.sAMAccountName))
    for (const one of await Promise.allSettled(many)) {
      assert.equal(one.status === 'rejected' && one.reason.code, 'directory.unavailable')
    }
    await dc.start()
    await site.republish()
    // We rest between tries, at most half a minute.
    for (let tries = 0; tries < 200; tries++) {
      const found = await site.directory.find(person.sAMAccountName).catch(() => undefined)
      if (found?.found === true) break
      await sleep(500)
    }
    assert.equal((await site.reset(id, 'Back-Again-1-River')).outcome, 'changed')
  })

  test('does not exist stands before one that does: reads and writes go to the second', async () => {
    const { id } = await newcomer()
    await using two = site.connect({
      domainControllers: ['dc0.corp.example:1', `dc1.corp.example:${site.port}`],
    })
    const receipt = await site.announce('reset.setting', id)
    const answer = await two.setPassword(id, secret('The-Second-Dc-1'), receipt)
    assert.equal(answer.outcome === 'changed' && answer.written.dc, 'dc1.corp.example')
  })
})

suite('a certificate', () => {
  test('of another CA is refused, in words that say what to do', async () => {
    const [foreign] = rootCertificates
    await using careful = site.connect({ ca: foreign ?? assert.fail() })
    await assert.rejects(careful.find('alice'), {
      code: 'directory.unavailable',
      message: /dc1\.corp\.example.* its certificate is not from the configured CA/,
    })
  })

  test('for another name is refused', async () => {
    await using careful = site.connect({ domainControllers: [`other.corp.example:${site.port}`] })
    await assert.rejects(careful.find('alice'), { message: /its certificate is for another name/ })
  })
})

suite('what is told', () => {
  test('a service account with a wrong password is told as that, and is not locked by our tries', async () => {
    const { upn } = site.lab.domain.serviceAccount
    await using wrong = site.connect({
      serviceAccount: { name: upn, password: secret('Not-The-Password-1') },
    })
    for (let i = 0; i < 30; i++) {
      await assert.rejects(wrong.find('alice'), {
        code: 'directory.refused',
        message: /refused the log-on.*52e/,
      })
    }
    const count = await site.lab.dc('dc1').attribute('(sAMAccountName=svc-keyturn)', 'badPwdCount')
    assert.ok(Number(count) <= 4, `${count} wrong log-ons were counted`)
  })

  test('no log line holds a password, or a name that a stranger typed', async () => {
    const lines: string[] = []
    const log = createLog('debug', { write: (line: string) => void lines.push(line) })
    await using watched = site.connect({ operationSeconds: 1, connectSeconds: 1 }, { log })
    const { person, id } = await newcomer()
    const receipt = await site.announce('reset.setting', id)
    await watched.find('stranger*)(typed=*')
    await watched.setPassword(id, secret(person.password), receipt)
    await watched.checkPassword(id, secret('Guessed-Wrong-123'))
    const dc = site.lab.dc('dc1')
    await dc.freeze()
    const failures = await Promise.allSettled([
      watched.setPassword(id, secret('Written-In-Vain-1'), receipt),
      watched.find('stranger*)(typed=*'),
    ])
    await dc.thaw()
    const told = [...lines, ...failures.map((one) => (one.status === 'rejected' ? inspect(one.reason) : ''))]
    assert.ok(lines.length > 0)
    for (const text of told) assert.doesNotMatch(text, /stranger|Guessed-Wrong|In-Vain|Blue-Harbour/)
  })
})

/** What strangers, scripts and other web sites try at the portal of a whole installation. */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { startWorld, type Enrolled, type PortalClient, type World } from './world/index.ts'

let world: World
before(async () => {
  world = await startWorld({ config: { listen: { trustedProxies: ['127.0.0.1'] } } })
})
after(() => world[Symbol.asyncDispose]())

let places = 0
/** Somebody else at another address: what one place used up of its tries must not decide another test. */
const stranger = () => world.server.client(`203.0.113.${++places}`)

const json = { 'content-type': 'application/json' }
const wrongCode = 'AAAA-BBBB-CCCC-DDDD'
const slip = ({ recoveryCodes }: Enrolled) => recoveryCodes[0] ?? assert.fail('no recovery code')

async function started(
  identifier: string,
  client = stranger(),
  purpose: 'reset' | 'why' = 'reset',
): Promise<PortalClient> {
  const view = await client.must('reset.start', { purpose, identifier })
  assert.deepEqual({ ...view, expires: '' }, { ...firstPage, purpose })
  return client
}

const firstPage = {
  state: 'proving',
  purpose: 'reset',
  factors: ['totp', 'recovery-code'],
  proved: [],
  wrong: false,
  expires: '',
}

async function isWrong(client: PortalClient, factor: 'totp' | 'recovery-code', answer: string) {
  const view = await client.must('reset.prove', { factor, answer })
  assert.ok(view.state === 'proving', `it shows ${view.state}`)
  assert.deepEqual([view.proved, view.wrong], [[], true])
}

suite('a name that nobody may reset', () => {
  const names = [
    ['of nobody', 'no.such.person'],
    ['of an account that is disabled', 'dina'],
    ['of an account that expired', 'tom'],
    ['of a domain administrator', 'ada'],
    ['of the built-in administrator', 'Administrator'],
    ['of the service account itself', 'svc-keyturn'],
    ['of a computer', 'DC1$'],
    ['of two people', 'pat.kim@corp.example'],
    ['of another domain', 'OTHER\\alice'],
    ['with a filter in it', '*)(objectClass=*'],
    ['with every name in it', '*'],
    ['with the end of a filter in it', 'alice)(|(sAMAccountName=*'],
    ['that is a DN', 'CN=Alice Becker,OU=Berlin,OU=People,DC=corp,DC=example'],
    ['with a NUL in it', 'alice\0'],
    ['with an escaped NUL in it', 'alice\\00'],
    ['with letters that run from right to left', 'ali\u202Ece'],
    ['with an invisible letter', 'alice\u200B'],
    ['of look-alike letters', 'аlice'],
    ['of half a letter', 'alice\uD800'],
    ['of 320 characters', 'x'.repeat(320)],
    ['of 320 characters that need escaping', '('.repeat(320)],
  ] as const
  for (const [what, name] of names) {
    test(`${what} looks like any other, and nothing proves it`, async () => {
      const client = await started(name)
      await isWrong(client, 'recovery-code', wrongCode)
      const skipped = await client.call('reset.choose', { password: 'Quiet-Meadow-17' })
      assert.deepEqual([skipped.status, skipped.error], [409, 'reset.step-refused'])
    })

    test(`${what} looks like any other to who asks why it cannot log on, and nothing is told`, async () => {
      const client = await started(name, stranger(), 'why')
      await isWrong(client, 'recovery-code', wrongCode)
      const skipped = await client.call('reset.go-on', { purpose: 'unlock' })
      assert.deepEqual([skipped.status, skipped.error], [409, 'reset.step-refused'])
    })
  }

  test('is told nothing of somebody else, though the thief of a code proves enough for that one', async () => {
    const [who, other] = [await world.newcomer(), await world.newcomer()]
    const client = await started(other.person.sAMAccountName, stranger(), 'why')
    await isWrong(client, 'recovery-code', slip(who))
    assert.equal((await client.must('reset.view')).state, 'proving')
  })

  test('is not made by metacharacters that belong to it', async () => {
    const who = await world.enrol(world.lab.person("o'brien(jr)"))
    const client = await started("o'brien(jr)")
    const view = await client.must('reset.prove', { factor: 'recovery-code', answer: slip(who) })
    assert.ok(view.state === 'choosing' && view.account.name === "o'brien(jr)")
  })

  test('that is protected, disabled or expired is told to the help desk, not to the stranger', async () => {
    const why = (await world.audit())
      .filter(({ type, outcome }) => type === 'reset.started' && outcome === 'refused')
      .map(({ facts }) => facts['why'])
    for (const reason of ['unknown', 'ambiguous', 'not-allowed']) assert.ok(why.includes(reason), reason)
  })
})

suite('a request that no honest page sends', () => {
  const path = '/api/reset'
  const start = JSON.stringify({ purpose: 'reset', identifier: 'alice' })

  test('with a body of 10 MB is refused, and the server goes on', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024, 'a')
    const answer = await stranger()
      .raw({ method: 'POST', path, headers: json, body })
      // It hangs up on who keeps sending, which is an answer too.
      .catch((error: NodeJS.ErrnoException) => ({ status: error.code }))
    assert.ok([413, 'EPIPE', 'ECONNRESET'].includes(answer.status ?? ''), String(answer.status))
    await started('alice')
  })

  for (const [what, headers, status] of [
    ['as a plain form', { 'content-type': 'application/x-www-form-urlencoded' }, 403],
    ['as plain text', { 'content-type': 'text/plain' }, 403],
    ['as JSON in disguise', { 'content-type': 'text/plain; application/json' }, 403],
    ['without a type', {}, 403],
    ['from another site', { ...json, 'sec-fetch-site': 'cross-site' }, 403],
    ['from a neighbour of the same site', { ...json, 'sec-fetch-site': 'same-site' }, 403],
    ['from another origin', { ...json, origin: 'https://evil.example' }, 403],
    ['from a sandboxed frame', { ...json, origin: 'null' }, 403],
  ] as const) {
    test(`${what} is refused`, async () => {
      const answer = await stranger().raw({ method: 'POST', path, headers, body: start })
      assert.equal(answer.status, status)
      assert.equal(answer.headers['set-cookie'], undefined)
    })
  }

  for (const [what, body] of [
    ['is not JSON', '{"purpose":'],
    ['is deeper than any', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
    ['has a prototype', '{"__proto__":{"purpose":"reset"},"identifier":"alice"}'],
    ['has a field too many', '{"purpose":"reset","identifier":"alice","admin":true}'],
    ['has a name of 321 characters', JSON.stringify({ purpose: 'reset', identifier: 'x'.repeat(321) })],
    ['has a list for a name', '{"purpose":"reset","identifier":["alice","bob"]}'],
  ] as const) {
    test(`whose body ${what} is refused, and nothing of it comes back`, async () => {
      const answer = await stranger().raw({ method: 'POST', path, headers: json, body })
      assert.equal(answer.status, 400)
      assert.match(answer.text, /^\{"error":\{"code":"request.invalid","incident":"[0-9a-f]{12}"/)
      assert.doesNotMatch(answer.text, /alice|xxx/)
    })
  }

  test('without a cookie, or with somebody’s guess of one, moves no reset', async () => {
    const nobody = stranger()
    for (const call of [
      nobody.call('reset.choose', { password: 'Quiet-Meadow-17' }),
      nobody.call('reset.view'),
      nobody.call('person.me'),
    ]) {
      assert.deepEqual([(await call).status, (await call).error], [401, 'session.missing'])
    }
    const cookie = `__Host-keyturn-reset=${'A'.repeat(43)}`
    const guessed = await nobody.raw({ method: 'GET', path, headers: { cookie } })
    assert.equal(guessed.status, 401)
  })
})

suite('an answer to a factor', () => {
  test('that was right once is wrong the second time', async () => {
    const who = await world.newcomer()
    const code = await who.freshCode()
    const first = await started(who.person.sAMAccountName)
    assert.equal((await first.must('reset.prove', { factor: 'totp', answer: code })).state, 'choosing')
    await isWrong(await started(who.person.sAMAccountName), 'totp', code)
  })

  test('that was right ten minutes ago, or will be, is wrong: a telephone with a wrong clock', async () => {
    const who = await world.newcomer()
    for (const minutes of [-10, 10]) {
      const client = await started(who.person.sAMAccountName)
      await isWrong(client, 'totp', who.codeAt(new Date(Date.now() + minutes * 60_000)))
    }
    const why = (await world.audit()).findLast(({ type }) => type === 'reset.not-proved')?.facts['why']
    assert.equal(why, 'wrong')
  })

  test('of somebody else is wrong', async () => {
    const [who, other] = [await world.newcomer(), await world.newcomer()]
    await isWrong(await started(who.person.sAMAccountName), 'recovery-code', slip(other))
    // It was not used up by that.
    const client = await started(other.person.sAMAccountName)
    const view = await client.must('reset.prove', { factor: 'recovery-code', answer: slip(other) })
    assert.equal(view.state, 'choosing')
  })

  test('is looked at five times, however many come at once, and then not even the right one', async () => {
    const who = await world.newcomer()
    const before = (await world.audit()).length
    const guess = async () => {
      const client = await started(who.person.sAMAccountName)
      await isWrong(client, 'recovery-code', wrongCode)
    }
    await Promise.all(Array.from({ length: 6 }, guess))
    const whys = (await world.audit())
      .slice(before)
      .filter(({ type }) => type === 'reset.not-proved')
      .map(({ facts }) => facts['why'])
    const because = (why: string) => whys.filter((one) => one === why).length
    assert.deepEqual([whys.length, because('wrong'), because('too-many-tries')], [6, 5, 1])
    await isWrong(await started(who.person.sAMAccountName), 'recovery-code', slip(who))
  })

  test('is looked at five times when a hundred come at once in one reset', async () => {
    const who = await world.newcomer()
    const before = (await world.audit()).length
    const client = await started(who.person.sAMAccountName)
    const one = { factor: 'recovery-code', answer: wrongCode } as const
    const answers = await Promise.all(Array.from({ length: 100 }, () => client.call('reset.prove', one)))
    for (const { status, body } of answers) {
      assert.ok(status === 200 && (body?.state === 'proving' || body?.state === 'refused'))
    }
    const last = await client.must('reset.view')
    assert.ok(last.state === 'refused' && last.why === 'too-many-tries')
    const looked = (await world.audit())
      .slice(before)
      .filter(({ type, facts }) => type === 'reset.not-proved' && facts['why'] === 'wrong')
    assert.equal(looked.length, 5)
  })
})

suite('two tabs of one browser', () => {
  test('set one password: the other tab is told, and the DC has the one that was acknowledged', async () => {
    const who = await world.newcomer()
    const client = await started(who.person.sAMAccountName)
    await client.must('reset.prove', { factor: 'recovery-code', answer: slip(who) })
    const passwords = ['First-Lantern-31', 'Second-Lantern-32']
    const answers = await Promise.all(passwords.map((password) => client.call('reset.choose', { password })))
    const done = answers.map(({ body }) => body?.state === 'done')
    assert.equal(done.filter(Boolean).length, 1, JSON.stringify(answers))
    assert.equal(answers.find(({ body }) => body === undefined)?.error, 'reset.step-refused')
    for (const [i, password] of passwords.entries()) {
      assert.equal(await world.letsIn(who.person, password), done[i])
    }
    assert.equal((await client.must('reset.view')).state, 'done')
  })

  test('use one recovery code once', async () => {
    const who = await world.newcomer()
    const tabs = await Promise.all([1, 2, 3, 4].map(() => started(who.person.sAMAccountName)))
    const answer = { factor: 'recovery-code', answer: slip(who) } as const
    const views = await Promise.all(tabs.map((tab) => tab.must('reset.prove', answer)))
    assert.equal(views.filter(({ state }) => state === 'choosing').length, 1)
  })

  test('that reset one account in two resets get one write at a time', async () => {
    const who = await world.newcomer()
    const tabs = await Promise.all([0, 1].map(() => started(who.person.sAMAccountName)))
    for (const [i, tab] of tabs.entries()) {
      const answer = who.recoveryCodes[i] ?? assert.fail()
      assert.equal((await tab.must('reset.prove', { factor: 'recovery-code', answer })).state, 'choosing')
    }
    const passwords = ['Third-Lantern-33', 'Fourth-Lantern-34']
    const answers = await Promise.all(
      tabs.map((tab, i) => tab.call('reset.choose', { password: passwords[i] ?? '' })),
    )
    const last = answers.findLastIndex(({ body }) => body?.state === 'done')
    assert.ok(last >= 0, JSON.stringify(answers))
    const works = await Promise.all(passwords.map((password) => world.letsIn(who.person, password)))
    const acknowledged = answers.map(({ body }) => body?.state === 'done')
    // Both may have been written, one after the other: then the later one works.
    assert.equal(works.filter(Boolean).length, 1)
    assert.equal(acknowledged[works.indexOf(true)], true)
  })
})

test('after all this no account was locked by AD, and the log verifies', async () => {
  await world.audit()
  const locked = await world.lab
    .dc('dc1')
    .host.must(['ldbsearch', '-H', '/var/lib/samba/private/sam.ldb', '(lockoutTime>=1)', 'sAMAccountName'])
  assert.deepEqual(
    [...locked.matchAll(/^sAMAccountName: (.*)$/gm)].map(([, name]) => name),
    ['louis'],
  )
})

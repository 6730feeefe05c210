import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setImmediate as later } from 'node:timers/promises'
import { createLog, Fault } from '#kernel'
import type { Connection } from './connection.ts'
import { createLink } from './link.ts'
import { createLocator } from './locator.ts'
import { createReads, type Reads } from './reads.ts'
import { createRest } from './rest.ts'
import { createTurns, createTurnsByKey } from './turns.ts'
import { asLdapChange } from './wire.ts'

suite('turns', () => {
  test('are taken one at a time, in the order of coming', async () => {
    const turns = createTurns()
    const order: string[] = []
    const task = (name: string) => async () => {
      order.push(`${name} begins`)
      await later()
      order.push(`${name} ends`)
    }
    await Promise.all(['a', 'b', 'c'].map((name) => turns.take(task(name))))
    assert.deepEqual(
      order,
      ['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]),
    )
  })

  test('let the second half of something begun pass before all that wait', async () => {
    const turns = createTurns()
    const order: string[] = []
    const note = (name: string) => async () => void order.push(name)
    const first = turns.take(async () => {
      order.push('first half')
      void turns.take(note('second half'), 'next')
    })
    await Promise.all([first, turns.take(note('another')), turns.take(note('a third'))])
    assert.deepEqual(order, ['first half', 'second half', 'another', 'a third'])
  })

  test('go on after one that failed', async () => {
    const turns = createTurns()
    await assert.rejects(
      turns.take(async () => {
        throw new Error('this one')
      }),
      /this one/,
    )
    assert.equal(await turns.take(async () => 1), 1)
  })

  test('of different accounts do not wait for each other', async () => {
    const alone = createTurnsByKey<string>()
    const { promise, resolve } = Promise.withResolvers<void>()
    const waiting = alone('alice', () => promise)
    assert.equal(await alone('bob', async () => 'served'), 'served')
    resolve()
    await waiting
  })
})

suite('a link', () => {
  const alive = { isAlive: true } as Connection

  test('opens one connection for many who come at once', async () => {
    let opened = 0
    const link = createLink(async () => {
      opened++
      await later()
      return alive
    }, createRest())
    await Promise.all([link.connect(), link.connect(), link.connect()])
    assert.equal(opened, 1)
  })

  test('opens another one when the first was lost', async () => {
    let opened = 0
    const link = createLink(async () => ({ isAlive: opened++ > 0 }) as Connection, createRest())
    await link.connect()
    await link.connect()
    await link.connect()
    assert.equal(opened, 2)
  })

  test('rests after a failure instead of knocking on, and then tries again', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    let tries = 0
    const link = createLink(async () => {
      if (++tries < 3) throw new Fault('directory.unavailable', 'down')
      return alive
    }, createRest())
    const fails = () => assert.rejects(link.connect(), { code: 'directory.unavailable', message: 'down' })
    await fails()
    await fails()
    assert.equal(tries, 1)
    t.mock.timers.tick(250)
    await fails()
    t.mock.timers.tick(250)
    await fails()
    assert.equal(tries, 2, 'each rest is twice as long')
    t.mock.timers.tick(250)
    assert.equal(await link.connect(), alive)
  })

  test('is open when another one to the same DC is: none rests alone', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const rest = createRest()
    let isUp = false
    const links = ['one', 'two'].map(() =>
      createLink(async () => {
        if (!isUp) throw new Fault('directory.unavailable', 'down')
        return alive
      }, rest),
    )
    const isOpen = async () => {
      const tries = await Promise.allSettled(links.toReversed().map((link) => link.connect()))
      return tries.map(({ status }) => status === 'fulfilled')
    }
    for (let round = 0; round < 4; round++) {
      await assert.rejects(links[0]?.connect() ?? assert.fail())
      t.mock.timers.tick(250 * 2 ** round)
    }
    await assert.rejects(links[0]?.connect() ?? assert.fail())
    isUp = true
    assert.deepEqual(await isOpen(), [false, false])
    t.mock.timers.tick(250 * 2 ** 4)
    assert.deepEqual(await isOpen(), [true, true])
  })
})

suite('connections for reads', () => {
  const links = () => {
    const opened: number[] = []
    const reads = createReads(() => {
      const number = opened.push(0) - 1
      return {
        connect: async () => ({ dc: String(number), isAlive: true }) as Connection,
        close: async () => {},
      }
    })
    return { opened, reads }
  }
  const which = (reads: Reads) => reads.read(async ({ dc }) => dc)

  test('are asked where nobody waits, and first where the last answer came quickly', async () => {
    const { reads } = links()
    const gate = Promise.withResolvers<void>()
    const slow = reads.read(async ({ dc }) => gate.promise.then(() => dc))
    const others = [await which(reads), await which(reads)]
    await later()
    gate.resolve()
    const busy = await slow
    assert.ok(!others.includes(busy))
    assert.notEqual(await which(reads), busy)
  })

  test('are two until something is written, and then four', async () => {
    const { opened, reads } = links()
    await Promise.all(Array.from({ length: 16 }, () => which(reads)))
    assert.equal(opened.length, 2)
    reads.spread()
    reads.spread()
    assert.equal(opened.length, 4)
    const asked = await Promise.all(Array.from({ length: 16 }, () => which(reads)))
    assert.equal(new Set(asked).size, 4)
  })
})

suite('finding domain controllers', () => {
  const flags = (...names: string[]) => ({ flags: new Set(names) }) as never
  const locatorOf = (domainControllers: readonly string[], answers: Record<string, unknown> = {}) =>
    createLocator({
      domain: 'corp.example',
      domainControllers,
      resolver: {
        srv: async (name) => {
          if (name !== '_ldap._tcp.dc._msdcs.corp.example') throw new Error(`no ${name}`)
          return [
            { name: 'DC3.corp.example.', priority: 10, weight: 0 },
            { name: 'dc1.corp.example', priority: 0, weight: 1 },
            { name: 'dc2.corp.example', priority: 0, weight: 100 },
          ]
        },
        addresses: async (address) => [{ address, family: 4 }],
      },
      ping: async ({ address }) => answers[address] as never,
      log: createLog('silent'),
    })

  test('asks the DNS, and takes priority before weight', async () => {
    const found = await locatorOf([]).find()
    assert.deepEqual(
      found.map(({ host, port }) => `${host}:${port}`),
      ['dc2.corp.example:636', 'dc1.corp.example:636', 'dc3.corp.example:636'],
    )
  })

  test('prefers those near, and knows those that only read', async () => {
    const found = await locatorOf([], {
      'dc1.corp.example': flags('writable'),
      'dc3.corp.example': flags('closest'),
    }).find()
    assert.deepEqual(
      found.map(({ host, writable }) => [host.slice(0, 3), writable]),
      [
        ['dc3', false],
        ['dc1', true],
        ['dc2', true],
      ],
    )
  })

  test('takes the configured ones instead, with their ports', async () => {
    const found = await locatorOf(['DC9.corp.example:1636', 'dc8.corp.example']).find()
    assert.deepEqual(
      found.map(({ host, port }) => `${host}:${port}`),
      ['dc9.corp.example:1636', 'dc8.corp.example:636'],
    )
  })

  test('sends the service account’s password to no name of another domain, whatever the DNS says', async () => {
    const strangers = ['dc1.evil.example', 'corp.example.evil.example', 'notcorp.example', 'EVIL.example.']
    const found = createLocator({
      domain: 'corp.example',
      domainControllers: [],
      resolver: {
        srv: async () =>
          [...strangers, 'DC1.Corp.Example.'].map((name) => ({ name, priority: 0, weight: 0 })),
        addresses: async (address) => [{ address, family: 4 }],
      },
      ping: async () => undefined,
      log: createLog('silent'),
    }).find()
    assert.deepEqual(
      (await found).map(({ host }) => host),
      ['dc1.corp.example'],
    )
  })

  test('says which record is missing', async () => {
    const none = createLocator({
      domain: 'corp.example',
      domainControllers: [],
      resolver: { srv: async () => [], addresses: async () => [] },
      ping: async () => undefined,
      log: createLog('silent'),
    })
    await assert.rejects(none.find(), { message: /_ldap\._tcp\.dc\._msdcs\.corp\.example/ })
  })
})

test('with NODE_DEBUG=ldapts, which writes messages as JSON, no password is in them', () => {
  const value = Buffer.from('"Sommer-2026!"', 'utf16le')
  const json = JSON.stringify(asLdapChange({ operation: 'replace', attribute: 'unicodePwd', value }))
  assert.match(json, /unicodePwd/)
  assert.doesNotMatch(json, /Sommer|"data"|83,0,111/)
})

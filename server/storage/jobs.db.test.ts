import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Writable } from 'node:stream'
import { suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { createLog, systemClock } from '#kernel'
import { openStorage } from './storage.ts'
import { aDatabase } from './testing.ts'

const deps = { log: createLog('silent'), clock: systemClock }

suite('jobs', () => {
  test('start at once, many at a time, and each is done once', async () => {
    await using db = await aDatabase()
    const done: number[] = []
    db.jobs.handle<{ n: number }>('count', async ({ n }) => void done.push(n))
    await db.jobs.start()
    await db.jobs.send('count', { n: 0 })
    await until(() => done.length === 1, 1_500)
    await Promise.all(Array.from({ length: 99 }, (_, i) => db.jobs.send('count', { n: i + 1 })))
    await until(() => done.length === 100, 10_000)
    assert.deepEqual(
      done.toSorted((a, b) => a - b),
      Array.from({ length: 100 }, (_, i) => i),
    )
  })

  test('that fail are tried again, alone, without their neighbours', async () => {
    await using db = await aDatabase()
    const tries: string[] = []
    db.jobs.handle<{ name: string }>(
      'mail',
      async ({ name }) => {
        tries.push(name)
        if (name === 'bad' && tries.filter((one) => one === 'bad').length < 3)
          throw new Error('no mail server')
      },
      { retries: 3, retrySeconds: 1 },
    )
    await db.jobs.start()
    await Promise.all(['good', 'bad', 'fine'].map((name) => db.jobs.send('mail', { name })))
    await until(() => tries.length === 5, 20_000)
    assert.deepEqual(tries.toSorted(), ['bad', 'bad', 'bad', 'fine', 'good'])
  })

  test('that fail for good are said in the log, without what was in them', async () => {
    let said = ''
    const sink = new Writable({ write: (chunk, _encoding, done) => ((said += String(chunk)), done()) })
    await using db = await aDatabase([], { log: createLog('info', sink) })
    db.jobs.handle('mail', () => Promise.reject(new Error('no mail server')), { retries: 0 })
    await db.jobs.start()
    await db.jobs.send('mail', { to: 'alice@corp.example' })
    await until(() => said.includes('failed for good'), 20_000)
    assert.match(said, /"queue":"mail"/)
    assert.doesNotMatch(said, /alice/)
  })

  test('wait as long as they were told to', async () => {
    await using db = await aDatabase()
    let done = false
    db.jobs.handle('later', async () => void (done = true))
    await db.jobs.start()
    await db.jobs.send('later', {}, { afterSeconds: 3 })
    await sleep(2_000)
    assert.equal(done, false)
    await until(() => done, 8_000)
  })
})

suite('jobs of a cluster', () => {
  test('survive the kill of the server that was at them', async () => {
    await using db = await aDatabase()
    const code = `
      import { openStorage } from ${JSON.stringify(import.meta.resolve('./storage.ts'))}
      import { createLog, systemClock } from ${JSON.stringify(import.meta.resolve('../kernel/index.ts'))}
      const deps = { log: createLog('silent'), clock: systemClock }
      const storage = await openStorage({ url: ${JSON.stringify(db.url)}, directory: '' }, [], deps)
      storage.jobs.handle('long', () => new Promise(() => console.log('at it')))
      await storage.jobs.start()
      await storage.jobs.send('long', { n: 1 })`
    const killed = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(killed.stdout, 'data')
    killed.kill('SIGKILL')
    await using other = await openStorage({ url: db.url, directory: '' }, [], deps)
    const done: number[] = []
    other.jobs.handle<{ n: number }>('long', async ({ n }) => void done.push(n))
    await other.jobs.start()
    await until(() => done.length === 1, 50_000)
    assert.deepEqual(done, [1])
  })

  test('whose schedule is no more are not run', async () => {
    await using db = await aDatabase()
    for (const names of [['old', 'kept'], ['kept']]) {
      await using server = await openStorage({ url: db.url, directory: '' }, [], deps)
      for (const name of names) {
        server.jobs.handle(name, async () => {})
        server.jobs.every('* * * * *', name)
      }
      await server.jobs.start()
    }
    const { rows } = await sql`select name from jobs.schedule`.execute(db.tables())
    assert.deepEqual(rows, [{ name: 'kept' }])
  })
})

async function until(condition: () => boolean, ms: number): Promise<void> {
  for (let waited = 0; waited < ms; waited += 50) {
    if (condition()) return
    await sleep(50)
  }
  assert.fail(`not within ${ms} ms`)
}

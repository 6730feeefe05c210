import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { beTheOnlyOne } from './single.ts'

async function aFolder() {
  const path = await mkdtemp(join(tmpdir(), 'keyturn-single-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

const busy = /another keyturn-agent is at work/

suite('one agent at a time', () => {
  test('a second one is told to wait, until the first has ended', async () => {
    await using folder = await aFolder()
    const first = await beTheOnlyOne(folder.path)
    await assert.rejects(beTheOnlyOne(folder.path), busy)
    await first[Symbol.asyncDispose]()
    await using _ = await beTheOnlyOne(folder.path)
  })

  test('one that was killed is in nobody’s way', async () => {
    await using folder = await aFolder()
    const single = JSON.stringify(join(import.meta.dirname, 'single.ts'))
    const program = `const { beTheOnlyOne } = await import(${single})
      await beTheOnlyOne(process.argv[1]); console.log('at work'); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, folder.path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    await assert.rejects(beTheOnlyOne(folder.path), busy)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await sleep(500)
    await using _ = await beTheOnlyOne(folder.path)
  })

  test('one in the background is waited for by somebody at the keyboard, and itself waits for nobody', async () => {
    await using folder = await aFolder()
    const background = await beTheOnlyOne(folder.path, { inBackground: true })
    await assert.rejects(beTheOnlyOne(folder.path, { inBackground: true }), busy)
    let told = 0
    const person = beTheOnlyOne(folder.path, { onWait: () => told++ })
    await sleep(300)
    await background[Symbol.asyncDispose]()
    await using _ = await person
    assert.equal(told, 1)
    await assert.rejects(beTheOnlyOne(folder.path, { inBackground: true }), busy)
    await assert.rejects(beTheOnlyOne(folder.path), busy)
  })

  test('nobody else on the computer can take its place and so keep everybody from a reset', async () => {
    await using folder = await aFolder()
    await using squatter = createServer().listen('\0keyturn-agent')
    await once(squatter, 'listening')
    await using _ = await beTheOnlyOne(folder.path)
    await chmod(folder.path, 0o755)
    assert.equal((await stat(join(folder.path, 'lock'))).mode & 0o777, 0o600, 'nobody else can open it')
  })
})

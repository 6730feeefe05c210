import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Lab } from './index.ts'
import { findKeeper } from './keeping.ts'
import { run } from './site/command.ts'
import { labsFolder } from './site/folders.ts'
import { isAlive } from './site/process.ts'
import { readOwner } from './site/sweep.ts'

const program = `
  const { Lab } = await import(${JSON.stringify(join(import.meta.dirname, 'index.ts'))})
  const lab = await Lab.start({ hosts: ['laptop1', 'mail'] })
  console.log(lab.id)
  setInterval(() => {}, 1e9)
`

/** A lab whose owner is another process, to be killed. */
async function labOfAnother() {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [id] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, id: id.toString().trim() }
}

async function namespacesOf(id: string): Promise<string> {
  const { stdout } = await run(['ip', 'netns', 'list'])
  return stdout
    .split('\n')
    .filter((name) => name.startsWith(`kt-${id}-`))
    .join('\n')
}

test('two labs at once do not know of each other', async () => {
  await using one = await Lab.start({ hosts: [] })
  await using other = await Lab.start({ hosts: [] })
  assert.notEqual(one.id, other.id)
  await one.resetPassword('alice', 'Only-In-One-Lab-1')
  const lastSet = (lab: Lab) => lab.dc('dc1').attribute('(sAMAccountName=alice)', 'pwdLastSet')
  assert.notEqual(await lastSet(one), await lastSet(other))
})

test('after kill -9 of its owner a lab dies at once, and the next start removes its traces', async () => {
  const { child, id } = await labOfAnother()
  const owner = await readOwner(id)
  assert.equal(owner?.hosts.length, 4, 'the switch and three hosts')
  const inits = owner?.hosts ?? []
  assert.ok(inits.every(isAlive))
  assert.notEqual(await namespacesOf(id), '')

  child.kill('SIGKILL')
  await once(child, 'exit')
  for (let tries = 0; tries < 1_000 && inits.some(isAlive); tries++) await sleep(20)
  assert.ok(!inits.some(isAlive), 'no host outlives the owner')

  await using _next = await Lab.start({ hosts: [] })
  assert.equal(await namespacesOf(id), '')
  assert.ok(!(await readdir(labsFolder)).includes(id))
  assert.doesNotMatch(await readFile('/proc/self/mounts', 'utf8'), new RegExp(id))
  assert.equal((await run(['pgrep', '-f', `${labsFolder}/${id}`])).stdout, '')
})

test('a lab that another process is using is left alone by a start', async () => {
  const { child, id } = await labOfAnother()
  await using _mine = await Lab.start({ hosts: [] })
  const owner = await readOwner(id)
  assert.ok(owner?.hosts.every(isAlive))
  child.kill('SIGKILL')
  await once(child, 'exit')
})

test('when a host cannot boot, nothing of the lab stays', async () => {
  const onNoMap = 'nowhere' as 'office1'
  await assert.rejects(Lab.start({ hosts: [onNoMap] }))
  const owners = await Promise.all((await readdir(labsFolder)).map(readOwner))
  assert.ok(!owners.some((owner) => owner?.pid === process.pid))
})

test('by npm run lab people have one up, see what stands in it, enter a host and take it down', async () => {
  assert.equal(await findKeeper(), undefined, 'somebody has one up: npm run lab -- down')
  const main = join(import.meta.dirname, 'main.ts')
  const lab = (words: string, input = '') => run([process.execPath, main, ...words.split(' ')], { input })
  const up = await lab('up mail')
  try {
    assert.equal(up.code, 0, up.stdout + up.stderr)
    const id = (await findKeeper())?.lab ?? assert.fail(up.stdout)
    const mine = new RegExp(`^lab ${id}: up\n((?:  .*\n)+)`, 'm')
    for (const { stdout } of [up, await lab('status')]) {
      const [, hosts = ''] = mine.exec(stdout) ?? assert.fail(stdout)
      assert.deepEqual(hosts.match(/^ {2}\w+/gm), ['  dc1', '  mail'])
      assert.match(hosts, new RegExp(`mail +kt-${id}-mail +10\\.20\\.0\\.25 +Exim`))
    }
    assert.match(up.stdout, /^ {2}alice /m)
    assert.match((await lab('shell mail', 'hostname; hostname -I\n')).stdout, /^mail\n10\.20\.0\.25/m)
    for (const [words, said] of [
      ['up', 'the lab is up already: npm run lab -- status'],
      ['shell laptop1', 'no host laptop1 is up: npm run lab -- status'],
      ['down-with-it', 'usage: npm run lab -- up [HOST…] | down | status | shell HOST'],
    ] as const) {
      const { code, stdout } = await lab(words)
      assert.deepEqual([code, stdout], [1, `${said}\n`])
    }
    assert.equal((await lab('down')).code, 0)
    assert.equal(await namespacesOf(id), '')
    assert.doesNotMatch((await lab('status')).stdout, new RegExp(id))
  } finally {
    await lab('down')
  }
  assert.equal((await lab('down')).stdout, 'no lab is up\n')
})

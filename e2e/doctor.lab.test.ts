import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { doctorReport } from '@keyturn/contract'
import { startWorld, type World } from './world/index.ts'

let world: World
before(async () => void (world = await startWorld({ hosts: ['mail'] })))
after(() => world[Symbol.asyncDispose]())

test('beside the running server doctor finds all well, and monitoring gets 0', async () => {
  const { code, stdout, stderr } = await world.server.cli('doctor', '--json')
  const { status, findings } = doctorReport.parse(JSON.parse(stdout))
  const troubles = findings.filter(({ state }) => state !== 'ok')
  assert.deepEqual([troubles, status, code, stderr], [[], 'ok', 0, ''])
  const saying = (id: string) => findings.find((one) => one.id === id)?.says ?? assert.fail(id)
  assert.match(saying('server.running'), /answers/)
  assert.match(saying('audit.checkpoint'), /is signed and has \d+ entries/)
  assert.match(saying('database.answers'), /PostgreSQL \d+/)
  assert.match(saying('audit.folder'), /key and marks are there/)
})

test('a key that others can read is found while the server runs', async () => {
  const key = `${world.server.stateFolder}/factors.key`
  const onServer = world.lab.host('server')
  await onServer.must(['chmod', '644', key])
  const { code, stdout } = await world.server.cli('doctor')
  await onServer.must(['chmod', '600', key])
  assert.equal(code, 2)
  assert.match(stdout, /FAIL {4}machine\.secrets +Others can read .*factors\.key/)
})

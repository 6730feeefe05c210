import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { formatStatement, unsignedHead } from '@keyturn/protocols/breached'
import { judgeMachine, type Machine } from './machine.ts'
import { judgeBreached } from './surroundings.ts'

/** A state directory with a portal's certificate for reset.corp.example. */
function aMachine() {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'keyturn-doctor-'))
  const file = (name: string) => join(folder.path, name)
  const pair = ['-keyout', file('tls.key'), '-out', file('tls.crt')]
  const name = ['-subj', '/CN=x', '-addext', 'subjectAltName=DNS:reset.corp.example', '-days', '90']
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
  execFileSync('openssl', ['req', '-x509', '-noenc', ...key, ...name, ...pair], { stdio: 'ignore' })
  const machine: Machine = {
    stateDirectory: folder.path,
    publicUrl: 'https://reset.corp.example',
    certificateFile: file('tls.crt'),
    keyFile: file('tls.key'),
    secretFiles: [file('tls.key')],
  }
  return { machine, file, [Symbol.dispose]: () => folder.remove() }
}

async function judge(machine: Machine, now = new Date()) {
  const findings = await Array.fromAsync(judgeMachine(machine, now))
  return (id: string) => {
    const found = findings.find((finding) => finding.id === id)
    return `${found?.state} ${found?.says}`
  }
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)

suite('the machine', () => {
  test('that is as it should be is well', async () => {
    using made = aMachine()
    const say = await judge(made.machine)
    for (const id of ['machine.clock', 'machine.secrets', 'portal.certificate', 'audit.folder']) {
      assert.match(say(id), /^ok/, id)
    }
  })

  test('whose secrets others can read is a failure that names the file, and not what is in it', async () => {
    using made = aMachine()
    writeFileSync(made.file('factors.key'), 'very secret', { mode: 0o600 })
    assert.match((await judge(made.machine))('machine.secrets'), /^ok 2 files/)
    chmodSync(made.file('factors.key'), 0o640)
    const said = (await judge(made.machine))('machine.secrets')
    assert.match(said, /^fail .*factors\.key/)
    assert.doesNotMatch(said, /very secret/)
  })

  test('whose portal has a certificate that ends, is for another name, or not the key’s, is told so', async () => {
    using made = aMachine()
    const { machine, file } = made
    assert.match((await judge(machine, inDays(65)))('portal.certificate'), /^warn .*2[45] days/)
    assert.match((await judge(machine, inDays(91)))('portal.certificate'), /^fail It has expired/)
    const other = { ...machine, publicUrl: 'https://other.corp.example' }
    assert.match((await judge(other))('portal.certificate'), /^fail It is not for other/)
    using foreign = aMachine()
    const swapped = { ...machine, keyFile: foreign.file('tls.key') }
    assert.match((await judge(swapped))('portal.certificate'), /^fail The key in listen\.keyFile is not that/)
    writeFileSync(file('tls.crt'), 'nonsense')
    assert.match((await judge(machine))('portal.certificate'), /^fail .*cannot be read/)
  })

  test('that lost one of the audit log’s two files is a failure', async () => {
    using made = aMachine()
    writeFileSync(made.file('audit.key'), 'x', { mode: 0o600 })
    assert.match((await judge(made.machine))('audit.folder'), /^fail/)
    writeFileSync(made.file('audit.marks'), 'x')
    assert.match((await judge(made.machine))('audit.folder'), /^ok/)
  })

  test('on which nothing was started yet is not a failure', async () => {
    using made = aMachine()
    const say = await judge({ ...made.machine, stateDirectory: made.file('not/yet') })
    assert.match(say('machine.disk'), /MB are free/)
    assert.match(say('audit.folder'), /^unknown/)
  })
})

suite('the list of breached passwords', () => {
  const root = { offset: 4096, length: 100, hash: Buffer.alloc(32, 1) }
  const statement = { source: 'list.txt', built: '2026-06-01T00:00:00Z', rows: 1000, depth: 10, root }

  test('is told by its age, from its own head', async () => {
    using made = aMachine()
    writeFileSync(made.file('list'), unsignedHead(formatStatement(statement)))
    const at = async (time: string) => (await judgeBreached(made.file('list'), new Date(time))).state
    assert.equal(await at('2026-07-01T00:00:00Z'), 'ok')
    assert.equal(await at('2027-07-01T00:00:00Z'), 'warn')
  })

  test('that is missing, or something else, is a failure', async () => {
    using made = aMachine()
    assert.match((await judgeBreached(made.file('none'), new Date())).says, /cannot be read/)
    writeFileSync(made.file('list'), 'something else')
    assert.match((await judgeBreached(made.file('list'), new Date())).says, /no list/)
  })
})

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { suite, test } from 'node:test'

/** The program as this Node runs it, when it takes itself for another release. */
function start(program: string, release = process.version) {
  const versions = JSON.stringify({ ...process.versions, node: release.slice(1) })
  const pretence = `Object.defineProperties(process, { version: { value: '${release}' }, versions: { value: ${versions} } })`
  const argv = ['--import', `data:text/javascript,${encodeURIComponent(pretence)}`, program, 'help']
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' })
  return { status, stdout, stderr }
}

suite('a program started by another Node than it is tested on', () => {
  for (const program of ['bin/keyturn.mjs', 'bin/keyturn-agent.mjs'])
    for (const release of ['v20.19.4', 'v26.0.0'])
      test(`says so and does nothing: ${program}, ${release}`, () => {
        assert.deepEqual(start(program, release), {
          status: 2,
          stdout: '',
          stderr:
            `Keyturn needs Node 24; this is ${release}. ` +
            'Run it by "npm run" or bin/keyturn, which use the release in node_modules (npm ci installs it).\n',
        })
      })

  test('hears it before anything is loaded that it could not read', () => {
    for (const program of ['bin/keyturn.mjs', 'bin/keyturn-agent.mjs']) {
      const imported = readFileSync(program, 'utf8').matchAll(/^import\b.*'(.+)'/gm)
      assert.deepEqual(
        Array.from(imported, ([, from]) => from),
        ['./runtime.mjs'],
      )
    }
    assert.doesNotMatch(readFileSync('bin/runtime.mjs', 'utf8'), /^import\b/m)
  })

  test('is told to use the release that is installed with it', () => {
    const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      readonly optionalDependencies: Readonly<Record<string, string>>
    }
    const pinned = Object.entries(optionalDependencies).filter(([name]) => name.startsWith('node-'))
    assert.ok(pinned.length > 1)
    for (const [name, version] of pinned) assert.match(version, /^24\./, name)
    const { status, stdout } = start('bin/keyturn.mjs', `v${pinned[0]?.[1]}`)
    assert.equal(status, 0)
    assert.match(stdout, /^keyturn serve /)
  })
})

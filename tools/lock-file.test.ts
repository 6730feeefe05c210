import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

interface Entry {
  readonly version?: string
  readonly link?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  readonly packages: Readonly<Record<string, Entry>>
}

// npm install leaves out those of other systems that the registry at hand does not carry. npm ci then refuses
// the lock file, but only where node_modules is not there yet: on a newcomer's machine.
test('npm ci takes the lock file: it has every optional package, also for systems that are not ours', () => {
  const wanted = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => ({ path, name })),
  )
  const missing = wanted.filter(
    ({ path, name }) => !(`node_modules/${name}` in packages || `${path}/node_modules/${name}` in packages),
  )
  assert.ok(wanted.length > 50, `${wanted.length} optional packages seen`)
  assert.deepEqual(missing, [])
})

test('npm ci takes the lock file: it says of each workspace what its package.json says', () => {
  const workspaces = ['.', ...globSync('*/package.json').map((file) => file.split('/')[0] ?? '')]
  assert.ok(workspaces.length > 5)
  for (const workspace of workspaces) {
    const wanted = JSON.parse(readFileSync(`${workspace}/package.json`, 'utf8')) as Entry
    const locked = packages[workspace === '.' ? '' : workspace]
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'] as const) {
      assert.deepEqual(locked?.[kind] ?? {}, wanted[kind] ?? {}, `${kind} of ${workspace}`)
    }
  }
})

import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { suite, test } from 'node:test'

const pages = ['*.md', 'docs/**/*.md'].flatMap((pattern) => globSync(pattern))
const text = (file: string) => readFileSync(file, 'utf8')

suite('what is written down', () => {
  test('every link to a file leads somewhere', () => {
    const links = pages.flatMap((page) =>
      [...text(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, to = '']) => ({ page, to })),
    )
    assert.ok(links.length > 10, 'the check must see the links')
    const broken = links.filter(({ page, to }) => !existsSync(join(dirname(page), to)))
    assert.deepEqual(broken, [])
  })

  test('every npm command that is told to people exists', () => {
    const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> }
    const told = pages.flatMap((page) => [
      ...text(page).matchAll(/npm (?:run (\w+)(?! -w)\b(?! -w)|(test))/g),
    ])
    assert.ok(told.length > 5, 'the check must see the commands')
    const unknown = told.map(([, run, test]) => run ?? test ?? '').filter((name) => !(name in scripts))
    assert.deepEqual(unknown, [])
  })

  test('every path in backticks that looks like one of ours is there', () => {
    const ours = /^(contract|protocols|server|agent|web|cli|lab|e2e|bench|demo|tools|docs)\/[\w./-]+$/
    const named = pages
      // A decision speaks of the day it was taken.
      .filter((page) => !page.startsWith('docs/decisions/') && page !== 'CHANGELOG.md')
      .flatMap((page) => [...text(page).matchAll(/`([^`\s]+)`/g)].map(([, path = '']) => ({ page, path })))
      // What is built is there only where it was.
      .filter(({ path }) => ours.test(path) && path !== 'web/dist')
    assert.ok(named.length > 10, 'the check must see the paths')
    assert.deepEqual(
      named.filter(({ path }) => !existsSync(path)),
      [],
    )
  })

  test('every dependency has its line', () => {
    const told = text('docs/decisions/dependencies.md')
    const manifests = globSync('{*/,}package.json').map((file) => JSON.parse(text(file)) as Manifest)
    const names = manifests.flatMap((one) =>
      [one.dependencies, one.devDependencies, one.optionalDependencies].flatMap((list) =>
        Object.keys(list ?? {}),
      ),
    )
    assert.ok(names.length > 20, 'the check must see the dependencies')
    const untold = [...new Set(names)].filter(
      (name) => !/^@(keyturn|types)\//.test(name) && !told.includes(name),
    )
    assert.deepEqual(
      untold.filter((name) => !told.includes(name.replace(/-(x64|arm64)$/, ''))),
      [],
    )
  })

  test('every version is exact', () => {
    const manifests = globSync('{*/,}package.json').map((file) => JSON.parse(text(file)) as Manifest)
    const loose = manifests
      .flatMap((one) =>
        Object.entries({ ...one.dependencies, ...one.devDependencies, ...one.optionalDependencies }),
      )
      .filter(([name, version]) => !name.startsWith('@keyturn/') && !/^\d/.test(version))
    assert.deepEqual(loose, [])
  })
})

interface Manifest {
  readonly dependencies?: Record<string, string>
  readonly devDependencies?: Record<string, string>
  readonly optionalDependencies?: Record<string, string>
}

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

// sh remembers where it found the machine's own node, which may be too old for TypeScript, and does not look
// again for the one that set-up has just installed.
test('what runs after set-up names the Node that set-up installs', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>
  }
  const setUp = Object.values(scripts).filter((script) => script.includes('tools/setup.mjs'))
  assert.ok(setUp.length > 3)
  for (const script of setUp) {
    assert.match(script, /^node tools\/setup\.mjs \w+ && node_modules\/\.bin\/node \S+\.ts$/)
  }
})

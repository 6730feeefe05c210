import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { anEdge } from './testing.ts'

async function aPortal(formsGoTo?: string) {
  const root = await mkdtemp(join(tmpdir(), 'kt-portal-'))
  await mkdir(join(root, 'assets'))
  await writeFile(join(root, 'index.html'), '<meta name="csp-nonce" nonce="%CSP_NONCE%" />')
  await writeFile(join(root, 'assets', 'a-1.js'), 'let a')
  await writeFile(join(root, 'assets', 'a-1.js.gz'), gzipSync('let a'))
  await writeFile(join(root, '.secret'), 'secret')
  await writeFile(join(root, 'keyturn.svg'), '<svg/>')
  const edge = await anEdge({}, { portal: root, formsGoTo })
  return {
    ask: edge.ask,
    async [Symbol.asyncDispose]() {
      await edge[Symbol.asyncDispose]()
      await rm(root, { recursive: true })
    },
  }
}

suite('the portal', () => {
  test('is served for each of its own paths, with a nonce of its own in page and policy', async () => {
    await using portal = await aPortal()
    const nonces = new Set<string>()
    for (const path of ['/', '/reset', '/me/factors?x=1']) {
      const { status, headers, body } = await portal.ask(path)
      assert.equal(status, 200)
      const nonce = /nonce="([A-Za-z0-9+/]{24})"/.exec(body)?.[1] ?? ''
      assert.ok(headers['content-security-policy']?.includes(`style-src 'self' 'nonce-${nonce}';`), path)
      assert.equal(headers['cache-control'], 'no-store')
      nonces.add(nonce)
    }
    assert.equal(nonces.size, 3)
    assert.doesNotMatch((await portal.ask('/index.html')).body, /%CSP_NONCE%/)
  })

  test('sends its hashed files to be kept for ever, compressed where the browser can', async () => {
    await using portal = await aPortal()
    const plain = await portal.ask('/assets/a-1.js')
    assert.deepEqual([plain.status, plain.body], [200, 'let a'])
    assert.equal(plain.headers['cache-control'], 'public, max-age=31536000, immutable')
    const packed = await portal.ask('/assets/a-1.js', { headers: { 'accept-encoding': 'gzip' } })
    assert.equal(packed.headers['content-encoding'], 'gzip')
    assert.match(String(packed.headers['content-type']), /javascript/)
    assert.equal((await portal.ask('/keyturn.svg')).headers['cache-control'], 'no-cache')
  })

  test('takes the strangest path for a page, not for an error of its own', async () => {
    await using portal = await aPortal()
    for (const path of ['//', '//[', '//user@evil.example:x/', '/\\']) {
      assert.equal((await portal.ask(path)).status, 200, path)
    }
  })

  test('gives away no other file', async () => {
    await using portal = await aPortal()
    for (const path of [
      '/.secret',
      '/../../../etc/passwd',
      '/..%2f..%2fetc%2fpasswd',
      '/assets/..%2f.secret',
      '/assets/no.js',
    ]) {
      const { body } = await portal.ask(path)
      assert.doesNotMatch(body, /secret|root:/, path)
    }
    assert.equal((await portal.ask('/assets/no.js')).status, 404)
    assert.equal((await portal.ask('/api/no')).status, 404)
    assert.equal((await portal.ask('/reset', { method: 'POST', body: {} })).status, 404)
  })

  test('sends forms to itself, and where cards are shown if they are', async () => {
    await using portal = await aPortal('https://cards.corp.example:8444/')
    const { headers } = await portal.ask('/reset')
    const [, formAction] = /form-action ([^;]*)/.exec(String(headers['content-security-policy'])) ?? []
    assert.equal(formAction, "'self' https://cards.corp.example:8444")
  })

  test('has every header that protects it, on pages, files and errors', async () => {
    await using portal = await aPortal()
    for (const path of ['/', '/assets/a-1.js', '/api/no']) {
      const { headers } = await portal.ask(path)
      const policy = String(headers['content-security-policy'])
      for (const part of [
        "default-src 'none'",
        "script-src 'self';",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
      ]) {
        assert.ok(policy.includes(part), `${path}: ${part}`)
      }
      assert.doesNotMatch(policy, /unsafe|\*/)
      assert.equal(headers['strict-transport-security'], 'max-age=31536000')
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.equal(headers['referrer-policy'], 'no-referrer')
      assert.match(String(headers['permissions-policy']), /camera=\(\)/)
      assert.equal(headers['cross-origin-opener-policy'], 'same-origin')
      assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
    }
  })
})

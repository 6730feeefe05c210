import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { suite, test } from 'node:test'

const module = new URL('machine.mjs', import.meta.url).href
const debian = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n'
const good = { platform: 'linux', release: debian, uid: 0 }

/** What set-up says and how it ends, in a process of its own: it ends that. */
function setUp(assertion: string, ...[command = process.execPath, ...args]: readonly string[]) {
  const code = `const machine = await import(${JSON.stringify(module)}); machine.${assertion}`
  const ran = spawnSync(command, [...args, '--input-type=module', '-e', code], { encoding: 'utf8' })
  return { status: ran.status, stdout: ran.stdout, said: ran.stderr }
}

function isOneSentence(
  { status, stdout, said }: ReturnType<typeof setUp>,
  ...parts: readonly RegExp[]
): void {
  assert.equal(status, 1)
  assert.match(said, /^setup: [^\n]+\n$/)
  for (const part of parts) assert.match(said, part)
  assert.equal(stdout, '')
}

const assertMachine = (here: object) => setUp(`assertMachine(${JSON.stringify(here)})`)

suite('a machine that cannot carry the lab is told so in one sentence, with what to do instead', () => {
  test('where it is not Linux', () => {
    isOneSentence(
      assertMachine({ ...good, platform: 'darwin' }),
      /needs Linux/,
      /virtual machine with Debian 12, or: docker run /,
    )
  })

  test('where it is not Debian 12', () => {
    const others = [
      debian.replaceAll('12', '13'),
      'NAME="Ubuntu"\nVERSION_ID="12"\nID=ubuntu\nID_LIKE=debian\n',
      // There is none, as on a system that is made by hand.
      '',
    ]
    for (const release of others)
      isOneSentence(assertMachine({ ...good, release }), /another system/, /docker run /)
  })

  test('where it is not root who runs it', () => {
    isOneSentence(assertMachine({ ...good, uid: 1000 }), /only root may/, /as root, such as by sudo/)
  })

  test('where there are no namespaces for it, as in most containers', () => {
    // Root without it is what root is there; whoever is not root has none anyway.
    const without = ['setpriv', '--bounding-set=-sys_admin', process.execPath]
    const isRoot = process.getuid?.() === 0
    const refused = setUp('assertNamespaces()', ...(isRoot ? without : []))
    isOneSentence(refused, /gives no namespaces.* \(.*unshare.*\)/, /Use: docker run .*--privileged/)
  })

  test('where Node is too old for set-up', () => {
    isOneSentence(
      setUp("assertNode('18.20.4')"),
      /Node 20 or newer, and this is 18\.20\.4/,
      /Install one/,
      /docker run /,
    )
  })

  test('and nothing is said where all is there', () => {
    for (const ran of [assertMachine(good), setUp("assertNode('20.0.0')"), setUp('assertNode()')])
      assert.deepEqual(ran, { status: 0, stdout: '', said: '' })
  })
})

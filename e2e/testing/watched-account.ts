import { readFile } from 'node:fs/promises'
import type { Lab, LabPerson } from '@keyturn/lab'
import { Client } from 'ldapts'

/** Sees an account change on the DC within a millisecond or two, as the administrator. */
export interface Watch extends AsyncDisposable {
  /** `0`: must-change, or the random password of the two-step way is in force. */
  pwdLastSet(person: LabPerson): Promise<string>
  /** Acts at once when it is what is waited for. @returns whether that came within the time. */
  when(person: LabPerson, is: (pwdLastSet: string) => boolean, act: () => void): Promise<boolean>
}

const patienceMs = 5_000

export async function watchDc(lab: Lab): Promise<Watch> {
  await using stack = new AsyncDisposableStack()
  const { port } = stack.use(await lab.publish('dc1', 636))
  const { administrator, caFile } = lab.domain
  const client = new Client({
    url: `ldaps://127.0.0.1:${port}`,
    tlsOptions: { ca: await readFile(caFile), servername: 'dc1.corp.example' },
  })
  stack.defer(() => client.unbind())
  await client.bind(administrator.upn, await readFile(administrator.passwordFile, 'utf8'))

  async function pwdLastSet({ dn }: LabPerson): Promise<string> {
    const { searchEntries } = await client.search(dn, { scope: 'base', attributes: ['pwdLastSet'] })
    return String(searchEntries[0]?.['pwdLastSet'])
  }

  const keep = stack.move()
  return {
    pwdLastSet,
    async when(person, is, act) {
      const end = performance.now() + patienceMs
      while (performance.now() < end) {
        if (!is(await pwdLastSet(person))) continue
        act()
        return true
      }
      return false
    },
    [Symbol.asyncDispose]: () => keep.disposeAsync(),
  }
}

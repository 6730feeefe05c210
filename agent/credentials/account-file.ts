import { open } from 'node:fs/promises'
import type { Credential } from '../vpn/index.ts'

/**
 * The service account in a file of two lines, user name and password.
 *
 * @throws {Error} when others than root can read it, or it is something else.
 */
export async function readAccount(path: string): Promise<Credential> {
  await using file = await open(path)
  if (((await file.stat()).mode & 0o077) !== 0) {
    throw new Error(`${path} can be read by others: chmod 600 ${path}`)
  }
  const [name, password, ...more] = (await file.readFile('utf8')).replace(/\r?\n$/, '').split(/\r?\n/)
  if (!name || !password || more.length > 0)
    throw new Error(`${path} needs two lines: the user name and the password`)
  return { kind: 'password', name, password }
}

import assert from 'node:assert/strict'
import type { Enrolled } from '../world/index.ts'
import type { Visitor } from './visitor.ts'

export const nameField = 'Your user name or e-mail address'

export function slip({ recoveryCodes }: Enrolled): string {
  return recoveryCodes[0] ?? assert.fail('no recovery code')
}

/** Says who she is. */
export async function begin(visitor: Visitor, { person }: Pick<Enrolled, 'person'>): Promise<void> {
  await visitor.send(nameField, person.sAMAccountName)
  await visitor.page.getByRole('heading', { name: 'Prove that it is you' }).waitFor()
}

/** Proves it by a recovery code instead of the app. */
export async function bySlip(visitor: Visitor, one: Enrolled): Promise<void> {
  await visitor.press('Use something else')
  await visitor.press(/^Recovery code/)
  await visitor.send('Recovery code', slip(one))
}

export async function signIn(visitor: Visitor, identifier: string, password: string): Promise<void> {
  await visitor.field(nameField).fill(identifier)
  await visitor.send('Current password', password)
}

/** Reload and back-and-forth lead to where she is. */
export async function stays({ page }: Visitor, heading: string): Promise<void> {
  const here = page.getByRole('heading', { level: 1, name: heading, exact: true })
  await page.reload()
  await here.waitFor()
  await page.goto(new URL('/', page.url()).href)
  await page.goBack()
  await here.waitFor()
}

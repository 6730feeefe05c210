import { currentPassword } from '../../mock/people.ts'
import type { Visitor } from '../../mock/visitor.ts'

/** How to get to each page, by what the page is. */
export type Pages = Readonly<Record<string, (visitor: Visitor) => Promise<void>>>

export async function begin({ page }: Visitor, name: string, path = '/reset'): Promise<void> {
  await page.goto(`${path}?launch=abcdefghijklmnopqrstuv`)
  await page.locator('input[name=username]').fill(name)
  await page.keyboard.press('Enter')
  await page.locator('.kt-code').waitFor()
}

/** As a camera opens it; with a name the reset is begun. */
export async function withoutNetwork({ page }: Visitor, name?: string): Promise<void> {
  await page.goto('/no-network#1ABC-DEFG-H012-3456-7WXY-Z62X')
  await page.locator('form button').click()
  await page.locator('input[name=username]').waitFor()
  if (name === undefined) return
  await page.locator('input[name=username]').fill(name)
  await page.keyboard.press('Enter')
  await page.locator('.kt-code').waitFor()
}

export async function code({ page }: Visitor, digits = '123456'): Promise<void> {
  await page.locator('input[autocomplete=one-time-code]').focus()
  await page.keyboard.type(digits)
  await page.keyboard.press('Enter')
}

export async function choosing(visitor: Visitor, name: string): Promise<void> {
  await begin(visitor, name)
  await code(visitor)
  await visitor.page.locator('input[autocomplete=new-password]').waitFor()
}

export async function set({ page }: Visitor): Promise<void> {
  await page.locator('input[autocomplete=new-password]').fill('A river under the old bridge 7')
  await page.keyboard.press('Enter')
}

export async function signIn({ page }: Visitor, name: string, path: string): Promise<void> {
  await page.goto(path)
  await page.locator('input[name=username]').fill(name)
  await page.locator('input[type=password]').fill(currentPassword)
  await page.keyboard.press('Enter')
}

/** The way to prove, in a reset whose policy takes every way there is. */
export async function proving({ page }: Visitor, way: string): Promise<void> {
  await page.goto('/reset')
  await page.locator('input[name=username]').fill('every')
  await page.keyboard.press('Enter')
  await page.locator('.kt-page button').first().waitFor()
  await page.locator('input[name=username]').waitFor({ state: 'detached' })
  await page.goto(`/reset?way=${way}`)
  await page.locator('.kt-page form, .kt-page .kt-form, .kt-choices').first().waitFor()
}

/** Chromium's own authenticator: a key that is always touched, by a finger that is always known. */
export async function withPasskeys({ page }: Visitor): Promise<void> {
  const browser = await page.context().newCDPSession(page)
  await browser.send('WebAuthn.enable')
  await browser.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

import type { World } from '@keyturn/e2e'
import type { HostName } from '@keyturn/lab'
import type { Page } from 'playwright-core'

const patienceMs = 30_000

export interface Choice {
  readonly name: string
  /** Of her TOTP app. */
  readonly code: string
  readonly password: string
}

/** A reset in a browser on this host. */
export async function visit(world: World, host: HostName, address: string, choice: Choice): Promise<void> {
  await using browser = await world.browser(host)
  const page = await pageAt(browser, address)
  await page.getByRole('link', { name: /I forgot my password/ }).click()
  await resetInPortal(page, choice)
}

/** The same on her phone, for a computer without a network. @returns the answer that it waits for. */
export async function answerOnPhone(world: World, address: string, choice: Choice): Promise<string> {
  await using browser = await world.browser('internet')
  const page = await pageAt(browser, address)
  await page
    .getByRole('button', { name: 'Next' })
    .or(page.getByRole('link', { name: 'Next' }))
    .click()
  await resetInPortal(page, choice)
  const answer = page.locator('.kt-answer-code > span:first-child')
  await answer.waitFor()
  return (await answer.innerText()).replaceAll(/\s/g, '')
}

async function pageAt(browser: Awaited<ReturnType<World['browser']>>, address: string): Promise<Page> {
  const page = await browser.page()
  page.setDefaultTimeout(patienceMs)
  await page.goto(address)
  return page
}

/** What a person does in the portal, by the words that she reads there. */
async function resetInPortal(page: Page, { name, code, password }: Choice): Promise<void> {
  const heading = (text: string) => page.getByRole('heading', { name: text }).waitFor()
  const textbox = (label: string) => page.getByRole('textbox', { name: label })
  await heading('Who are you?')
  await textbox('Your user name or e-mail address').fill(name)
  await page.keyboard.press('Enter')
  await heading('Prove that it is you')
  await textbox('Digit 1 of 6').focus()
  await page.keyboard.type(code)
  await page.keyboard.press('Enter')
  await heading('Choose a new password')
  await textbox('New password').fill(password)
  await page.keyboard.press('Enter')
  await heading('Your new password is set')
}

import type { Page } from 'playwright-core'

const patienceMs = 30_000

/** What a person does in the portal, by the words that she reads there. */
export async function resetInPortal(
  page: Page,
  address: string,
  { name, code, password }: { readonly name: string; readonly code: string; readonly password: string },
): Promise<void> {
  page.setDefaultTimeout(patienceMs)
  const heading = (text: string) => page.getByRole('heading', { name: text }).waitFor()
  const textbox = (label: string) => page.getByRole('textbox', { name: label })
  await page.goto(address)
  await page.getByRole('link', { name: /I forgot my password/ }).click()
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

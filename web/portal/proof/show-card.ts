import { rememberWhere } from './card-fragment.ts'

/** Leaves the page: a form, because the ticket must not stand in an address. */
export function showCard({ url, ticket }: { readonly url: string; readonly ticket: string }): void {
  rememberWhere()
  const form = document.createElement('form')
  form.method = 'post'
  form.action = url
  for (const [name, value] of Object.entries({ ticket, back: location.pathname })) {
    const field = document.createElement('input')
    field.type = 'hidden'
    field.name = name
    field.value = value
    form.append(field)
  }
  document.body.append(form)
  form.submit()
}

/** Puts the focus where something is still to be typed: whoever cannot see the page is told what is missing there. */
export function toFirstEmpty(form: HTMLFormElement): void {
  const inputs = [...form.elements].filter((one) => one instanceof HTMLInputElement)
  inputs.find(({ value }) => value.trim() === '')?.focus()
}

/** After an answer that was not right: it is typed anew from the first field on. */
export function toFirstField(form: HTMLFormElement): void {
  const field = form.querySelector('input')
  field?.focus()
  field?.select()
}

/** Puts the focus where something is still to be typed: whoever cannot see the page is told what is missing there. */
export function toFirstEmpty(form: HTMLFormElement): void {
  const inputs = [...form.elements].filter((one) => one instanceof HTMLInputElement)
  inputs.find(({ value }) => value.trim() === '')?.focus()
}

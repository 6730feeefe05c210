/** What is said to somebody whose computer has no network. */
export const enNoNetwork = {
  link: 'My computer has no network',
  title: 'Your computer has no network',
  text: 'It can learn your new password all the same. Start the reset at that computer: it shows a picture and a code of six groups. Point the camera of this device at the picture, or type the code here.',
  label: 'The code that your computer shows',
  hint: 'Capital or small letters make no difference, nor do gaps.',
  wrong: {
    incomplete: 'The code has six groups of four letters and digits. Some are missing here.',
    mistyped: 'A letter or digit is not right, or two changed places. Compare it with your computer.',
    'other-version': 'This page cannot read the code of your computer. One of the two is out of date.',
  },
  next: 'Next',
  unknown: 'Your computer will not learn this password',
  unknownText:
    'The code that you typed is not one that a computer known here made for your account, or it was used before. Let your computer show a new one and start again; or go on, and connect it to the company network once.',
  answerTitle: (device: string) => `Now go to ${device}`,
  answerMaking: 'The answer for your computer is being made …',
  answerType: 'Type this answer there:',
  answerLong: (symbols: string) => `The answer: ${symbols}`,
  answerPassword: 'Then type the new password there, exactly as you chose it here.',
  answerEnd: 'Your computer says when you can log on with it. This page shows the answer for one hour.',
  answerNobody: 'It is for the computer in front of you alone. Tell it to nobody, not even to the help desk.',
}

import { Fragment } from 'react'

// Dotted names break where they have joints.
export function Breakable({ text }: { text: string }) {
  return text.split(/(?<=[._/-])/).map((part, index) => (
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ))
}

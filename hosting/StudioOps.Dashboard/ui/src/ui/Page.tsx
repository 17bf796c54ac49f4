import { useEffect, type ReactNode } from 'react'
import styles from './Page.module.css'

interface PageProps {
  title: string
  before?: ReactNode
  note?: ReactNode
  tools?: ReactNode
  detail?: ReactNode
  children: ReactNode
}

export function Page({ title, before, note, tools, detail, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Dashboard`
  }, [title])
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        {before}
        <div className={styles.title}>
          <h1>{title}</h1>
          {note && <span className="quiet">{note}</span>}
        </div>
        <div className={styles.tools}>{tools}</div>
      </header>
      <div className={styles.body}>
        <div className={styles.main}>{children}</div>
        {detail}
      </div>
    </div>
  )
}

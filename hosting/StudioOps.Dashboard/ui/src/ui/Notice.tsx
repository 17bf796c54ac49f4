import type { ReactNode } from 'react'
import { ApiError } from '../api/client'
import { Icon, type IconName } from './icons'
import styles from './Notice.module.css'

interface NoticeProps {
  icon: IconName
  title: string
  children?: ReactNode
  action?: ReactNode
  // Where there is no page around it, its title is the page's.
  alone?: boolean
}

export function Notice({ icon, title, children, action, alone = false }: NoticeProps) {
  return (
    <div className={styles.notice}>
      <span className={styles.icon}>
        <Icon name={icon} size={20} />
      </span>
      {alone ? <h1 className={styles.title}>{title}</h1> : <h2 className={styles.title}>{title}</h2>}
      {children && <p className={styles.text}>{children}</p>}
      {action && <div className={styles.action}>{action}</div>}
    </div>
  )
}

export function ErrorNotice({ error, action, alone }: { error: Error; action?: ReactNode; alone?: boolean }) {
  const problem = error instanceof ApiError ? error.problem : undefined
  return (
    <Notice
      icon="warning"
      title={problem?.title ?? 'The dashboard’s server does not answer'}
      action={action}
      alone={alone}
    >
      {problem ? problem.detail : 'It is asked again by itself; what is shown elsewhere may be old.'}
      {problem?.code && <span className={`${styles.code ?? ''} mono quiet`}>{problem.code}</span>}
    </Notice>
  )
}

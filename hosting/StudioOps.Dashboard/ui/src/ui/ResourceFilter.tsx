import { Select } from '@mantine/core'

interface ResourceFilterProps {
  names: string[]
  value: string | null
  onChange: (value: string | null) => void
  all?: string
  clearable?: boolean
  width?: number | string
}

export function ResourceFilter({
  names,
  value,
  onChange,
  all = 'All resources',
  clearable = true,
  width = 180,
}: ResourceFilterProps) {
  const data = [...new Set(value ? [...names, value] : names)].sort()
  return (
    <Select
      aria-label="Resource"
      placeholder={all}
      data={data}
      value={value}
      onChange={onChange}
      clearable={clearable}
      allowDeselect={clearable}
      searchable
      clearButtonProps={{ 'aria-label': all }}
      w={width}
    />
  )
}

import a11y from 'eslint-plugin-jsx-a11y'
import hooks from 'eslint-plugin-react-hooks'
import ts from 'typescript-eslint'

export default ts.config(
  { ignores: ['dist', 'node_modules', 'sample/dist'] },
  {
    files: ['src/**/*.{ts,tsx}', 'sample/**/*.{ts,tsx}'],
    extends: [
      ...ts.configs.strictTypeChecked,
      a11y.flatConfigs.recommended,
      hooks.configs.flat['recommended-latest'],
    ],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // It speaks of React's compiler, which is not used here.
      'react-hooks/incompatible-library': 'off',
      'max-lines': ['error', 300],
    },
  },
)

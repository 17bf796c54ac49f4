import {
  ActionIcon,
  Button,
  createTheme,
  Menu,
  Modal,
  ModalOverlay,
  SegmentedControl,
  Select,
  Switch,
  TextInput,
  Tooltip,
} from '@mantine/core'

// Colours live in tokens.css, so that both schemes are read side by side; here is only shape and motion.
export const theme = createTheme({
  cursorType: 'pointer',
  defaultRadius: 6,
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 28 } }),
    Button: Button.extend({ defaultProps: { size: 'xs', variant: 'default' } }),
    Menu: Menu.extend({
      defaultProps: { transitionProps: { duration: 80 }, shadow: 'md', withinPortal: true },
    }),
    Modal: Modal.extend({
      defaultProps: {
        lockScroll: false,
        overlayProps: { backgroundOpacity: 0.35 },
        transitionProps: { duration: 80 },
        centered: true,
      },
    }),
    ModalOverlay: ModalOverlay.extend({ defaultProps: { backgroundOpacity: 0.35 } }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: 'xs', transitionDuration: 100 } }),
    Select: Select.extend({
      defaultProps: {
        size: 'xs',
        checkIconPosition: 'right',
        comboboxProps: { transitionProps: { duration: 80 } },
      },
    }),
    Switch: Switch.extend({ defaultProps: { size: 'xs' } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'xs' } }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 300, transitionProps: { duration: 80 }, withArrow: false },
    }),
  },
})

"""How things look: layouts, template components, CSS, icons, custom elements (docs/ui.md)."""

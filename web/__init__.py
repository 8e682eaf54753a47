"""The page's parts: rendering, styles and scripts."""

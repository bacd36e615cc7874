"""An answer put into words, HTML, Markdown and JSON, and the addresses of its parts; all of it pure."""

"""The browser interface: what is on the page, what it calls, and its scripts and styles in static/."""

"""The HTTP API: everything that the page can do, for programs. Put together in qa.server.api.app."""

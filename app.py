"""Settings → library → browser interface: ``python app.py`` serves http://127.0.0.1:7860."""

from qa.library import open_library
from qa.page.ui import serve

if __name__ == "__main__":
    serve(open_library(with_sample=True))

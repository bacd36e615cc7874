"""Settings → library → server: ``python app.py`` serves http://127.0.0.1:7860, as ``ontherecord serve`` does."""

import sys

from qa.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["serve"]
    main()
